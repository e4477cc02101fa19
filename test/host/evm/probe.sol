// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// Hands data on to the gateway in every way the EVM has, and tells what came back.
contract Probe {
    address constant GATEWAY = 0x0000000000000000000000000000000000006609;

    event Answer(bool ok, bytes data);

    function ask(uint8 way, uint256 gasLimit, bytes calldata data) external payable {
        bytes memory input = data;
        bool ok;
        assembly {
            let at := add(input, 32)
            let size := mload(input)
            switch way
            case 0 { ok := call(gasLimit, GATEWAY, callvalue(), at, size, 0, 0) }
            case 1 { ok := staticcall(gasLimit, GATEWAY, at, size, 0, 0) }
            case 2 { ok := delegatecall(gasLimit, GATEWAY, at, size, 0, 0) }
            default { ok := callcode(gasLimit, GATEWAY, 0, at, size, 0, 0) }
        }
        bytes memory answer;
        assembly {
            answer := mload(0x40)
            mstore(answer, returndatasize())
            returndatacopy(add(answer, 32), 0, returndatasize())
            mstore(0x40, add(answer, and(add(returndatasize(), 95), not(31))))
        }
        emit Answer(ok, answer);
    }

    /// Asks, then undoes it all.
    function askAndRevert(bytes calldata data) external {
        (bool ok,) = GATEWAY.call(data);
        require(!ok, "undone");
    }
}

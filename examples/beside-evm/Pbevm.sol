// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

/// What the gateway of PBEVM understands (host/evm/gateway-abi.ts). It is at GATEWAY on every network.
interface IPbevm {
    /// A call in PBEVM did not succeed: the status of its receipt, and its revert data.
    error PbevmFailed(uint8 status, bytes data);

    /// Asks a contract of PBEVM, in the state after PBEVM's part of this block. Changes nothing.
    /// @param args canonical CBOR of the list of arguments
    /// @return result canonical CBOR of what a Python contract finished with
    function read(address target, bytes calldata args) external view returns (bytes memory result);

    /// Queues a call for PBEVM's part of the next block. Its invoker is the alias of msg.sender.
    function queue(address target, uint64 fuelLimit, bytes calldata args) external returns (uint256 index);

    /// Height and state root of PBEVM after its part of this block.
    function root() external view returns (uint64 height, bytes32 stateRoot);
}

IPbevm constant GATEWAY = IPbevm(0x0000000000000000000000000000000000006609);

/// As much of deterministic CBOR (RFC 8949 4.2.1) as calls between Solidity and Python need.
library Cbor {
    /// The head of a list of up to 23 items; the items follow.
    function list(uint8 items) internal pure returns (bytes memory) {
        require(items < 24, "Cbor: too many items");
        return abi.encodePacked(uint8(0x80 + items));
    }

    /// A str of ASCII.
    function text(string memory value) internal pure returns (bytes memory) {
        return abi.encodePacked(head(0x60, bytes(value).length), value);
    }

    /// An address as Python contracts write it: str, 0x and 40 lower-case digits.
    function text(address value) internal pure returns (bytes memory) {
        bytes16 digits = "0123456789abcdef";
        bytes memory out = new bytes(42);
        out[0] = "0";
        out[1] = "x";
        for (uint256 i = 0; i < 20; i++) {
            uint8 octet = uint8(uint160(value) >> (8 * (19 - i)));
            out[2 + 2 * i] = digits[octet >> 4];
            out[3 + 2 * i] = digits[octet & 15];
        }
        return text(string(out));
    }

    /// A non-negative int below 2^64.
    function uint_(uint64 value) internal pure returns (bytes memory) {
        return head(0x00, value);
    }

    /// The int that `data` is, if it is one from 0 to 2^64 - 1.
    function toUint(bytes memory data) internal pure returns (uint64) {
        require(data.length > 0 && uint8(data[0]) < 0x1c, "Cbor: not an int");
        uint8 first = uint8(data[0]);
        if (first < 24) {
            require(data.length == 1, "Cbor: trailing bytes");
            return first;
        }
        uint256 size = 1 << (first - 24);
        require(data.length == 1 + size, "Cbor: wrong length");
        uint64 value = 0;
        for (uint256 i = 1; i <= size; i++) value = (value << 8) | uint8(data[i]);
        return value;
    }

    function head(uint8 major, uint256 value) private pure returns (bytes memory) {
        if (value < 24) return abi.encodePacked(uint8(major + value));
        if (value < 2 ** 8) return abi.encodePacked(uint8(major + 24), uint8(value));
        if (value < 2 ** 16) return abi.encodePacked(uint8(major + 25), uint16(value));
        if (value < 2 ** 32) return abi.encodePacked(uint8(major + 26), uint32(value));
        return abi.encodePacked(uint8(major + 27), uint64(value));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// Bytes and strings in memory and storage, nested loops, recursion, 256-bit arithmetic, hashing.
contract Text {
    mapping(string => bytes) private pages;
    string[] private titles;

    function set(string calldata title, bytes calldata page) external {
        if (pages[title].length == 0) titles.push(title);
        pages[title] = page;
    }

    function joined(string calldata separator) external view returns (string memory result) {
        for (uint256 i = 0; i < titles.length; i++) {
            result = string.concat(result, i == 0 ? "" : separator, titles[i]);
        }
    }

    function decimal(uint256 value) public pure returns (string memory) {
        if (value == 0) return "0";
        uint256 digits;
        for (uint256 rest = value; rest != 0; rest /= 10) digits++;
        bytes memory text = new bytes(digits);
        for (uint256 rest = value; rest != 0; rest /= 10) text[--digits] = bytes1(uint8(48 + (rest % 10)));
        return string(text);
    }

    function contains(bytes calldata text, bytes calldata part) external pure returns (bool) {
        for (uint256 i = 0; i + part.length <= text.length; i++) {
            bool same = true;
            for (uint256 j = 0; j < part.length && same; j++) same = text[i + j] == part[j];
            if (same) return true;
        }
        return false;
    }

    function power(uint256 base, uint256 exponent, uint256 modulus) public pure returns (uint256 result) {
        result = 1;
        while (exponent != 0) {
            if (exponent & 1 == 1) result = mulmod(result, base, modulus);
            base = mulmod(base, base, modulus);
            exponent >>= 1;
        }
    }

    function ackermann(uint256 m, uint256 n) public pure returns (uint256) {
        if (m == 0) return n + 1;
        if (n == 0) return ackermann(m - 1, 1);
        return ackermann(m - 1, ackermann(m, n - 1));
    }

    function root(bytes32[] calldata leaves) external pure returns (bytes32) {
        bytes32[] memory level = leaves;
        for (uint256 count = level.length; count > 1; count = (count + 1) / 2) {
            for (uint256 i = 0; i < count; i += 2) {
                bytes32 right = i + 1 < count ? level[i + 1] : level[i];
                level[i / 2] = keccak256(abi.encodePacked(level[i], right));
            }
        }
        return level.length == 0 ? bytes32(0) : level[0];
    }
}

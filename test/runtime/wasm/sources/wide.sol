// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// As many arguments as the EVM's stack lets a function have: four i64 each in wasm.
contract Wide {
    uint256 public total;

    function add(
        uint256 a, uint256 b, uint256 c, uint256 d, uint256 e, uint256 f, uint256 g,
        uint256 h, uint256 i, uint256 j, uint256 k, uint256 l, uint256 m, uint256 n
    ) public returns (uint256) {
        total += a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + l * 12 + m * 13 + n;
        return total;
    }

    function twice(uint256 x) external returns (uint256) {
        return add(x, x, x, x, x, x, x, x, x, x, x, x, x, add(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, x));
    }
}

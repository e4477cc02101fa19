// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {GATEWAY, Cbor} from "./Pbevm.sol";

/// Sells for ether what a Python contract keeps the stock of: asks it for price and stock, and orders from it.
contract Shop {
    event Ordered(address indexed buyer, uint64 amount, uint256 index);

    /// Fuel for an order: what an order costs, and some room.
    uint64 constant ORDER_FUEL = 50_000_000;

    address public immutable stock;
    uint256 public orders;

    constructor(address stock_) {
        stock = stock_;
    }

    /// Price of one, in wei, as the Python contract says.
    function price() public view returns (uint64) {
        return Cbor.toUint(GATEWAY.read(stock, abi.encodePacked(Cbor.list(1), Cbor.text("price"))));
    }

    function left() public view returns (uint64) {
        return Cbor.toUint(GATEWAY.read(stock, abi.encodePacked(Cbor.list(1), Cbor.text("left"))));
    }

    /// Pays for `amount` and orders it; the order runs in PBEVM's part of the next block.
    function buy(uint64 amount) external payable {
        require(msg.value == uint256(amount) * price(), "Shop: wrong price");
        orders++;
        bytes memory args =
            abi.encodePacked(Cbor.list(3), Cbor.text("order"), Cbor.text(msg.sender), Cbor.uint_(amount));
        emit Ordered(msg.sender, amount, GATEWAY.queue(stock, ORDER_FUEL, args));
    }
}

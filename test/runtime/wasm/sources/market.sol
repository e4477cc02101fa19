// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

interface IToken {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
}

abstract contract Owned {
    address internal owner = msg.sender;

    modifier onlyOwner() virtual {
        require(msg.sender == owner, "not the owner");
        _;
    }
}

/// Inheritance, an enum, calls of other contracts with try, payable functions.
contract Market is Owned {
    enum State { Open, Sold, Withdrawn }

    struct Offer {
        address seller;
        IToken token;
        uint96 amount;
        uint128 price;
        State state;
    }

    Offer[] public offers;
    uint256[] private prices;
    mapping(address => uint256) public due;

    event Offered(uint256 indexed id, address indexed seller, uint128 price);
    event Sold(uint256 indexed id, address indexed buyer);
    event Failed(uint256 indexed id, string reason);

    function offer(IToken token, uint96 amount, uint128 price) external returns (uint256 id) {
        id = offers.length;
        offers.push(Offer(msg.sender, token, amount, price, State.Open));
        prices.push(price);
        require(token.transferFrom(msg.sender, address(this), amount), "no transfer");
        emit Offered(id, msg.sender, price);
    }

    function buy(uint256 id) external payable {
        Offer storage sale = offers[id];
        require(sale.state == State.Open, "not open");
        require(msg.value >= sale.price, "too little");
        sale.state = State.Sold;
        due[sale.seller] += sale.price;
        try sale.token.transfer(msg.sender, sale.amount) returns (bool ok) {
            require(ok, "no transfer");
            emit Sold(id, msg.sender);
        } catch Error(string memory reason) {
            sale.state = State.Open;
            due[sale.seller] -= sale.price;
            emit Failed(id, reason);
        }
    }

    function medianPrice() external view returns (uint256) {
        uint256[] memory sorted = prices;
        sort(sorted);
        require(sorted.length > 0, "no offers");
        return sorted[sorted.length / 2];
    }

    function sort(uint256[] memory values) private pure {
        for (uint256 i = 1; i < values.length; i++) {
            uint256 value = values[i];
            uint256 j = i;
            while (j > 0 && values[j - 1] > value) {
                values[j] = values[j - 1];
                j--;
            }
            values[j] = value;
        }
    }

    function withdraw() external {
        uint256 amount = due[msg.sender];
        due[msg.sender] = 0;
        (bool ok, ) = payable(msg.sender).call{value: amount}("");
        require(ok, "no payment");
    }

    function close() external onlyOwner {
        for (uint256 id = 0; id < offers.length; id++) {
            if (offers[id].state == State.Open) offers[id].state = State.Withdrawn;
        }
    }
}

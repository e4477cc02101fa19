// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

/// Structs in storage arrays, loops over them, modifiers, dynamic arguments.
contract Ballot {
    struct Proposal {
        bytes32 title;
        uint256 votes;
        address[] supporters;
    }

    struct Voter {
        uint256 weight;
        bool voted;
        address delegate;
        uint256 choice;
    }

    address public chair;
    mapping(address => Voter) public voters;
    Proposal[] private proposals;

    modifier onlyChair() {
        require(msg.sender == chair, "only the chair");
        _;
    }

    constructor() {
        chair = msg.sender;
    }

    function propose(bytes32[] memory titles) external onlyChair {
        for (uint256 i = 0; i < titles.length; i++) {
            proposals.push();
            proposals[proposals.length - 1].title = titles[i];
        }
    }

    function invite(address[] calldata who) external onlyChair {
        for (uint256 i = 0; i < who.length; i++) {
            if (voters[who[i]].weight == 0) voters[who[i]].weight = 1;
        }
    }

    function delegate(address to) external {
        Voter storage sender = voters[msg.sender];
        require(!sender.voted, "voted already");
        while (voters[to].delegate != address(0)) {
            to = voters[to].delegate;
            require(to != msg.sender, "a loop of delegates");
        }
        sender.voted = true;
        sender.delegate = to;
        Voter storage target = voters[to];
        if (target.voted) proposals[target.choice].votes += sender.weight;
        else target.weight += sender.weight;
    }

    function vote(uint256 choice) external {
        Voter storage sender = voters[msg.sender];
        require(sender.weight != 0 && !sender.voted, "no right to vote");
        sender.voted = true;
        sender.choice = choice;
        proposals[choice].votes += sender.weight;
        proposals[choice].supporters.push(msg.sender);
    }

    function winner() external view returns (uint256 index, bytes32 title, uint256 supporters) {
        uint256 best = 0;
        for (uint256 i = 0; i < proposals.length; i++) {
            if (proposals[i].votes > best) {
                best = proposals[i].votes;
                index = i;
            }
        }
        return (index, proposals[index].title, proposals[index].supporters.length);
    }
}

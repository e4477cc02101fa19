"""The stock of a shop whose till is a Solidity contract (Shop.sol).

Anybody may ask for "price" and "left". Only the shop may order, and it speaks through the alias of its EVM
address, which the first run is told.
"""

if new:
    chain["shop"] = args[0]
    chain["price"] = args[1]
    chain["left"] = args[2]
    chain["orders"] = {}
else:
    match args:
        case ["price"]:
            finish(chain["price"])
        case ["left"]:
            finish(chain["left"])
        case ["ordered", buyer]:
            finish(chain["orders"].get(buyer, 0))
        case ["order", buyer, amount]:
            if invoker != chain["shop"]:
                revert("only the shop orders")
            if amount > chain["left"]:
                revert("not enough left")
            chain["left"] -= amount
            chain["orders"][buyer] = chain["orders"].get(buyer, 0) + amount
            emit("Ordered", buyer=buyer, amount=amount)
        case _:
            revert("price, left, ordered or order")

# attack: a bank that pays before it books is called back by the one it pays (the DAO)
# fence: re-entrancy is refused unless the contract opts in (SEMANTICS 17)
# step: deploy bank [] => success None
# step: deploy attack ["@bank"] => success None
# step: send bank ["pay", "@attack"] => success 'REENTRANCY'
# step: call bank ["look"] => success 90
if new:
    chain["bank"] = args[0]
    finish()
try:
    call(chain["bank"], ["pay", address])
    finish("paid twice")
except CallRefused as error:
    finish(error.code)
#--- contract bank
if new:
    chain["money"] = 100
    finish()
if args[0] == "look":
    finish(chain["money"])
money = chain["money"]
end = call(args[1], [])
chain["money"] = money - 10
finish(end)

"""A token whose owner makes it, and pays it out; whoever sends it back has it burnt.

    ['mint', amount]            the owner: to the contract itself
    ['transfer', to, amount]    the owner: of what the contract holds
    ['balance', holder]         anybody

Holders move it by their wallets. Balances and supply are kept by the environment, in this contract's storage.
Storage: {'owner': Address}
"""

token = get_message()['target']


def only_owner():
    if get_message()['sender'] != get_storage('owner'):
        revert('OWNER')


match args:
    case ['receive_value', value, _]:
        # Nobody but the environment calls with this, after the value has moved. Other tokens are refused.
        if value['token'] != token or not burn(token, value['amount']):
            revert('FOREIGN')
    case ['mint', amount]:
        only_owner()
        finish(mint(token, amount))
    case ['transfer', to, amount]:
        only_owner()
        if not transfer_value({'amount': amount, 'token': token}, to):
            revert('NOT_MOVED')
        emit_receipt(['transfer', to, amount])
        finish(True)
    case ['balance', holder]:
        finish(balance_of(token, holder))
    case _:
        revert('BAD_ARGS')

"""A wallet: the contract that a transaction calls, which asks for a signature and makes the call that was signed.

Data of a transaction: [nonce, [target, data, value], [v, r, s]], the signature of the owner over
keccak256(es_id || shard_id || address || nonce || CBOR of the call), integers big-endian of 32, 8 and 8 bytes. With
data None only the value is moved. A call that fails uses its nonce up, so that nobody can send it again.

Storage: {'owner': Address, 'nonce': int}
"""

UINT64_MAX = 2**64 - 1


def is_bytes(value, length):
    return type(value) is bytes and len(value) == length


def check(nonce, call, signature):
    """Reverts unless the owner has signed this call, for this wallet, here, once."""
    if type(nonce) is not int or nonce != get_storage('nonce') or nonce > UINT64_MAX:
        revert('NONCE')
    v, r, s = signature
    if type(v) is not int or v not in (27, 28) or not is_bytes(r, 32) or not is_bytes(s, 32):
        revert('SIGNATURE')
    place = get_environment()
    text = place['es_id'].to_bytes(32, 'big') + place['shard_id'].to_bytes(8, 'big') + get_message()['target']
    if ecrecover(keccak256(text + nonce.to_bytes(8, 'big') + encode(call)), v, r, s) != get_storage('owner'):
        revert('SIGNATURE')


match args:
    case ['receive_value', _, _]:
        # Anybody may pay.
        pass
    case [nonce, [target, data, value] as call, [_, _, _] as signature]:
        check(nonce, call, signature)
        set_storage('nonce', nonce + 1)
        if data is None:
            finish([0 if transfer_value(value, target) else 1, b''])
        finish(list(call_contract(target, data, value)))
    case _:
        revert('BAD_ARGS')

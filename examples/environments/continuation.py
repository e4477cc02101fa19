"""The proposal's other environment, for comparison: contracts that end with what is to be called next.

A contract gets [state, calldata, ctx] and gives (new_state, continuation); a continuation is {'target', 'calldata'}, or None.
It needs no context of the client and no linked functions: a contract that calls another is cut in two, and entered twice.
"""

# What the contracts of ethereum.py import, so that one binary can be run here and there. Nothing of it does anything here.
NAMES = ('call_contract', 'set_storage', 'get_storage')


def init(root):
    if type(root) is not bytes or len(root) != 32:
        revert('BAD_ARGS')
    eei.storage_set(b'root', root)


def process_block(block, pre_state):
    """The proposal's function, in its order. What differs:

    - `verify_state` takes the address. A bad witness ends its transaction, as there, but leaves nothing behind.
    - A contract that fails, or gives something else, ends its transaction, which changes nothing; its receipt says so.
    - The state that is given back is a root, as blocks want it: of the proofs against the pre-state with what has changed.
      Later transactions see what earlier ones did, since post_state comes before what they bring.
    - Calldata is a value. The transaction's is the CBOR of one.
    """
    post_state = {}
    receipts = []
    for tx in block:
        if not is_transaction(tx):
            continue
        changed = dict(post_state)
        outcome = run(tx, pre_state, changed)
        if outcome is None:
            continue
        status, output = outcome
        receipts.append(eei.encode([status, output, []]))
        if status == 0:
            post_state = changed
    return (eei.hash_tree_root(post_state, pre_state), eei.hash_tree_root(receipts))


def run(tx, pre_state, post_state):
    """(status, output of the last operation), None if a witness is bad."""
    try:
        stack = [{'target': tx['target'], 'calldata': eei.decode(tx['data'])}]
    except CallReverted:
        return (1, b'BAD_DATA')
    ctx = {'eth': {'msg': {'sender': None, 'target': None}}, 'ext': {name: None for name in NAMES}}
    status, output = 0, b''
    while len(stack) > 0:
        op = stack.pop()
        target = op['target']
        if target not in tx['state'] or not eei.verify_state(pre_state, target, tx['state'][target]):
            return None
        ctx['eth']['msg']['sender'] = ctx['eth']['msg']['target']
        ctx['eth']['msg']['target'] = target
        account = post_state.get(target) or tx['state'][target]
        told = {'eth': ctx['eth']}
        status, output = eei.execute_code(account['code'], eei.encode([account['storage'], op['calldata'], told]), ctx)
        if status != 0:
            return (status, output)
        result = result_of(output)
        if result is None:
            return (1, b'BAD_RESULT')
        new_state, continuation = result
        post_state[target] = {**account, 'storage': new_state}
        if continuation:
            stack.append(continuation)
    return (status, b'')


def result_of(output):
    """(new_state, continuation) of a contract, None if it gave something else."""
    try:
        result = eei.decode(output)
    except CallReverted:
        return None
    if type(result) is not tuple or len(result) != 2 or type(result[0]) is not dict:
        return None
    return result if result[1] is None or is_operation(result[1]) else None


def is_operation(op):
    return type(op) is dict and len(op) == 2 and is_address(op.get('target')) and 'calldata' in op


def is_address(value):
    return type(value) is bytes and len(value) == 20


def is_transaction(tx):
    return (
        type(tx) is dict and len(tx) == 3 and is_address(tx.get('target')) and type(tx.get('data')) is bytes
        and type(tx.get('state')) is dict and all(is_address(a) and is_state(s) for a, s in tx['state'].items())
    )


def is_state(state):
    return (
        type(state) is dict and len(state) == 3 and type(state.get('code')) is bytes
        and type(state.get('storage')) is dict and type(state.get('proof')) is bytes
    )


def call_contract(target, data, value):
    revert('NOT_LINKED')


def set_storage(key, value):
    revert('NOT_LINKED')


def get_storage(key):
    revert('NOT_LINKED')

"""An execution environment with contracts like those of Ethereum 1.0: the text of the proposal, made to run.

The environment is stateless: an account of the chain that keeps one root, of a tree with a leaf for each of its contracts.
A transaction brings the states that it touches, with proofs; `process_block` is called with a batch of them.

    {'target': Address, 'data': bytes, 'state': {Address: {'code': bytes, 'storage': dict, 'proof': bytes}}}

Contracts get none of the environment's own interface (`eei`), but the functions that WEI names, which run with the
environment's rights in instances of their own. What differs from the proposal is said where it does.
"""

UINT256_MAX = 2**256 - 1
EMPTY = {'amount': 0, 'token': UINT256_MAX}

# What contracts may call. The proposal leaves transfer_value, mint and what only reads to the reader.
WEI = (
    'call_contract', 'call_execution_script', 'set_storage', 'get_storage', 'transfer_value', 'mint', 'burn', 'balance_of',
    'get_message', 'get_environment', 'emit_receipt', 'encode', 'decode', 'keccak256', 'ecrecover',
)

# Keys of a token contract's storage that WEI alone writes.
RESERVED = ('balances', 'supply')

# A question to the host is one value of at most 1 MiB. So that no transaction makes one that cannot be asked, which would
# be the end of its block: what it may have, what a receipt keeps of its output, what it may emit, all receipts together.
TRANSACTION_BYTES_MAX = 2**18
OUTPUT_BYTES_MAX = 1024
EMITTED_BYTES_MAX = 3072
RECEIPTS_BYTES_MAX = 2**20 - 2**13

# Fuel of a transaction: one that goes on for ever takes this of its block, and not all of it. CALLS_MAX need some 1.4e9.
TRANSACTION_FUEL = 1_500_000_000

# Contracts that call each other in one environment: so many fit into the memory of a transaction, whatever they are.
CALLS_MAX = 16

# How the data of a hook begins, after the head of its list: nobody else may call with such data.
HOOK = b'\x6dreceive_value'


def get_wei_code():
    """Every wrapped function is a function of this file, which None stands for: it is entered by its name."""
    return {name: None for name in WEI}


# --- Entries of the environment ---


def init(root, mode='default', fuel=TRANSACTION_FUEL):
    """`literal` has process_block take every witness against the block's pre-state, as the proposal does."""
    if not is_bytes(root, 32) or mode not in ('default', 'literal') or not is_amount(fuel):
        revert('BAD_ARGS')
    eei.storage_set(b'root', root)
    eei.storage_set(b'mode', mode.encode())
    eei.storage_set(b'fuel', eei.encode(fuel))


def process_block(transactions, pre_state):
    """The proposal's function, in its order. What differs:

    - `verify_state` takes the address, of which a proof speaks, and is asked once for every state of a transaction, not at
      each use: nothing but the wrapped functions changes a state after that.
    - In the default mode a witness is against the root as the transactions before left it. The proposal takes all against
      the pre-state and merges what comes out: of two transactions that touch one contract, the first is lost.
    - A contract that fails keeps the state as it was; its receipt says so. The proposal does not look at the status.
    - Contracts come into being by transactions to addresses without code (`submit`), which the proposal omits.
    """
    literal = eei.storage_get(b'mode') == b'literal'
    fuel = eei.decode(eei.storage_get(b'fuel'))
    root, post_state, receipts, size = pre_state, {}, [], 0
    for tx in transactions:
        if size > RECEIPTS_BYTES_MAX or not is_transaction(tx) or not are_valid(tx['state'], root):
            continue
        # An empty value for the entry call: the wallet contract parses the call for the right one.
        ctx = {
            'eth': new_message(EMPTY, None, tx['target']),
            'runtime': {'pre_state_root': root, 'state': tx['state'], 'receipts': []},
            'ext': get_wei_code(),
        }
        status, output, runtime = run(tx, ctx, fuel)
        receipts.append(eei.encode([status, output, runtime['receipts']]))
        size += len(receipts[-1]) + 5
        if status != 0:
            continue
        if literal:
            post_state.update(runtime['state'])
        else:
            root = eei.hash_tree_root(runtime['state'], root)
    return (eei.hash_tree_root(post_state) if literal else root, eei.hash_tree_root(receipts))


def run(tx, ctx, fuel):
    """(status, output, runtime after it) of a transaction."""
    account = tx['state'][tx['target']]
    submission = None if account['code'] else submission_of(tx['data'])
    if submission is not None:
        # What it submits comes into the state that ctx has.
        status, output = submit(account, tx['target'], submission)
        return (status, output, ctx['runtime'])
    if is_hook(tx['data']):
        return (1, b'BAD_DATA', ctx['runtime'])
    status, output = eei.execute_code(account['code'], tx['data'], ctx, fuel)
    # On success the runtime of the child has replaced this frame's; on failure nothing has.
    runtime = eei.get_context()['runtime'] if status == 0 else ctx['runtime']
    return (status, output[:OUTPUT_BYTES_MAX], runtime)


def execute(data):
    """A call from another execution script: its contract, in ctx['from'], calls msg.target here.

    data is CBOR [calldata, {Address: State}], witnesses against the present root. Gives a receipt, [0, output, receipts];
    whatever fails reverts, so that the caller can undo what it moved. While the environment is in a block or another call the
    host lets nobody in, so that the root here is the one that counts.
    """
    here, there = own_id(), eei.get_context()['es_caller']
    message = field(field(eei.get_context()['from'], 'eth'), 'msg')
    value, sender, target = (field(message, key) for key in ('value', 'sender', 'target'))
    require(is_bytes(sender, 20) and is_bytes(target, 20), 'BAD_CLAIM')
    calldata, state = witness_of(data)
    root = eei.storage_get(b'root')
    require(target in state and are_valid(state, root), 'NO_WITNESS')
    require(not is_hook(calldata), 'BAD_DATA')
    for name, code in get_wei_code().items():
        eei.dynamically_link_function(name, code)
    # The caller says who its contract is. Under its own id it can lie about its own contracts alone.
    caller = eei.keccak256(there.to_bytes(32, 'big') + sender)[12:]
    ctx = {'runtime': {'pre_state_root': root, 'state': state, 'receipts': []}}
    eei.set_context(ctx)
    if is_value(value):
        # A token of the caller's, which has moved it to the target.
        value = {**value, 'home': there}
    elif is_value_of(value, here):
        # A token of this environment that the calling contract holds: it is moved here.
        value = {'amount': value['amount'], 'token': value['token']}
        ctx['eth'] = new_message(EMPTY, None, caller)
        require(deliver(ctx, value, (there, sender), caller, target), 'NO_VALUE')
    else:
        require(is_empty(value), 'BAD_VALUE')
    runtime = eei.get_context()['runtime']
    ctx = {'eth': new_message(value, caller, target), 'runtime': runtime}
    status, output = eei.execute_code(runtime['state'][target]['code'], calldata, ctx)
    if status != 0:
        revert(reason_of(status, output))
    runtime = eei.get_context()['runtime']
    eei.storage_set(b'root', eei.hash_tree_root(runtime['state'], root))
    return [status, output, runtime['receipts']]


# --- The wrapped interface ---


def call_contract(target, data, value):
    """The proposal's function: (status, output). What differs: the transfer comes before the context is read, which would else
    be the one without it; a target without witness, or a transfer that fails, is a failure that the contract sees
    and not an assertion; a call that fails gives the value back."""
    require(is_bytes(target, 20) and type(data) is bytes, 'BAD_ARGS')
    before = eei.get_context()
    sender = before['eth']['msg']['target']
    if is_hook(data):
        return (1, b'BAD_DATA')
    if target not in before['runtime']['state']:
        return (1, b'NO_WITNESS')
    if target in before['eth']['locked']:
        return (1, b'LOCKED')
    if len(before['eth']['calls']) >= CALLS_MAX:
        return (1, b'DEPTH')
    # note: this interface could support sending multiple tokens via `msg.value` by extending the `value` object
    if not transfer_value(value, target):
        return (1, b'NO_VALUE')
    ctx = eei.get_context()
    ctx['eth']['msg'] = {'value': value, 'sender': sender, 'target': target}
    ctx['eth']['calls'].append(target)
    status, output = eei.execute_code(ctx['runtime']['state'][target]['code'], data, ctx)
    if status != 0:
        eei.set_context(before)
    return (status, output)


def call_execution_script(es_id, target, data, value):
    """The proposal's function: (status, output). What differs: the value is moved before, to the holder (es_id, target) here, and
    back if the call fails; a value of the callee's own tokens is moved there; the context passed on is the message alone."""
    require(as_holder((es_id, target)) is not None and type(data) is bytes, 'BAD_ARGS')
    before = eei.get_context()
    ctx = eei.get_context()
    sender = ctx['eth']['msg']['target']
    if is_value(value):
        if not move(ctx, value, (own_id(), sender), (es_id, target)):
            return (1, b'NO_VALUE')
        eei.set_context(ctx)
    elif not is_empty(value) and not is_value_of(value, es_id):
        return (1, b'NO_VALUE')
    message = {'value': value, 'sender': sender, 'target': target}
    status, output = eei.execute_script(es_id, data, {'eth': {'msg': message}})
    if status != 0:
        eei.set_context(before)
    return (status, output)


def set_storage(key, value):
    """The proposal's function, but for what of a token is not the contract's to write. None takes the key away."""
    if type(key) not in (int, bytes, str) or key in RESERVED:
        revert('BAD_KEY')
    ctx = eei.get_context()
    storage = storage_of(ctx)
    if value is not None:
        storage[key] = value
    elif key in storage:
        del storage[key]
    eei.set_context(ctx)


def get_storage(key):
    if type(key) not in (int, bytes, str):
        revert('BAD_KEY')
    return storage_of(eei.get_context()).get(key)


def transfer_value(value, target):
    """Whether value has moved from the contract that asks to the target, which may refuse by its receive_value."""
    ctx = eei.get_context()
    payer = ctx['eth']['msg']['target']
    return is_empty(value) or (is_value(value) and deliver(ctx, value, (own_id(), payer), payer, target))


def mint(to, amount):
    """Whether so much of the token that the calling contract is, is now there and belongs to an address."""
    ctx = eei.get_context()
    storage = storage_of(ctx)
    if not is_bytes(to, 20) or not is_amount(amount) or storage.get('supply', 0) + amount > UINT256_MAX:
        return False
    storage['supply'] = storage.get('supply', 0) + amount
    storage['balances'] = storage.get('balances', {})
    add_balance(storage['balances'], (own_id(), to), amount)
    eei.set_context(ctx)
    return True


def burn(owner, amount):
    """Whether so much of the token that the calling contract is, is gone from an address."""
    ctx = eei.get_context()
    storage = token_storage(ctx, ctx['eth']['msg']['target'])
    if storage is None or not is_bytes(owner, 20) or not is_amount(amount):
        return False
    if storage['balances'].get((own_id(), owner), 0) < amount:
        return False
    add_balance(storage['balances'], (own_id(), owner), -amount)
    storage['supply'] -= amount
    eei.set_context(ctx)
    return True


def balance_of(token, holder):
    """What an address, or (es_id, address), has of a token; 0 of what is none, or has no witness."""
    storage = token_storage(eei.get_context(), token)
    if storage is None:
        return 0
    return storage['balances'].get((own_id(), holder) if is_bytes(holder, 20) else as_holder(holder), 0)


def get_message():
    """{'value', 'sender', 'target'}; the sender is None in the call that a transaction makes."""
    return eei.get_context()['eth']['msg']


def get_environment():
    """What a signature should speak of, that it is good in one place only."""
    return {'es_id': own_id(), 'shard_id': eei.shard_id()}


def emit_receipt(value):
    """Adds [msg.target, value] to the receipts of the transaction, which the proposal has a place for."""
    ctx = eei.get_context()
    ctx['runtime']['receipts'].append([ctx['eth']['msg']['target'], value])
    require(len(eei.encode(ctx['runtime']['receipts'])) <= EMITTED_BYTES_MAX, 'TOO_MUCH')
    eei.set_context(ctx)


def encode(value):
    return eei.encode(value)


def decode(data):
    return eei.decode(data)


def keccak256(data):
    return eei.keccak256(data)


def ecrecover(hash, v, r, s):
    return eei.ecrecover(hash, v, r, s)


# --- Value ---


def is_amount(amount):
    return type(amount) is int and 0 < amount <= UINT256_MAX


def is_empty(value):
    """Amount 0 of the token 2**256 - 1, and nothing else, is no value."""
    return (
        type(value) is dict and len(value) == 2 and type(value.get('amount')) is int and type(value.get('token')) is int
        and value == EMPTY
    )


def is_value(value):
    """{'amount', 'token'} of an environment's own."""
    return (
        type(value) is dict and len(value) == 2 and is_amount(value.get('amount')) and is_bytes(value.get('token'), 20)
    )


def is_value_of(value, home):
    """{'amount', 'token', 'home'}: a token of another environment, by its id."""
    return (
        type(value) is dict and len(value) == 3 and is_amount(value.get('amount')) and is_bytes(value.get('token'), 20)
        and type(value.get('home')) is int and value['home'] == home
    )


def token_storage(ctx, token):
    """Storage of a contract that has minted; None if it has not, or is not among the states of the transaction."""
    if not is_bytes(token, 20) or token not in ctx['runtime']['state']:
        return None
    storage = ctx['runtime']['state'][token]['storage']
    is_token = type(storage.get('supply')) is int and type(storage.get('balances')) is dict
    return storage if is_token else None


def add_balance(balances, holder, amount):
    """Holders are (es_id, address); one who has nothing has no entry."""
    balances[holder] = balances.get(holder, 0) + amount
    if balances[holder] == 0:
        del balances[holder]


def move(ctx, value, source, destination):
    """Moves between holders, in ctx alone. False if there is not enough, or no such token."""
    storage = token_storage(ctx, value['token'])
    if storage is None or storage['balances'].get(source, 0) < value['amount']:
        return False
    add_balance(storage['balances'], source, -value['amount'])
    add_balance(storage['balances'], destination, value['amount'])
    return True


def deliver(ctx, value, source, payer, target):
    """Moves value to a contract and calls its receive_value. What that refuses has not moved.

    While it runs, the contracts that wait for it cannot be called: they are in the middle of something.
    """
    before = eei.get_context()
    if not is_bytes(target, 20) or target not in ctx['runtime']['state'] or target in ctx['eth']['locked']:
        return False
    if len(ctx['eth']['calls']) >= CALLS_MAX:
        return False
    if not move(ctx, value, source, (own_id(), target)):
        return False
    eei.set_context(ctx)
    code = ctx['runtime']['state'][target]['code']
    if not code:
        return True
    calls = ctx['eth']['calls'] + [target]
    ctx['eth'] = {'msg': {'value': value, 'sender': payer, 'target': target}, 'calls': calls, 'locked': calls}
    status, _ = eei.execute_code(code, eei.encode(['receive_value', value, payer]), ctx)
    if status != 0:
        eei.set_context(before)
    return status == 0


# --- Submission ---


def submission_of(data):
    """Data of a transaction that submits a contract, ['submit', code, storage, salt], or None."""
    try:
        submission = eei.decode(data)
    except CallReverted:
        return None
    return submission if type(submission) is list and submission[:1] == ['submit'] else None


def submit(account, address, submission):
    """(status, output) of a submission. The address binds code, storage and a salt: nobody can be forestalled.

    The code may call nothing but wrapped functions. The host looks at it again when it runs.
    """
    if len(submission) != 4:
        return (1, b'BAD_SUBMISSION')
    _, code, storage, salt = submission
    if type(code) is not bytes or type(storage) is not dict or not is_bytes(salt, 32) or not code:
        return (1, b'BAD_SUBMISSION')
    if any(type(key) not in (int, bytes, str) or key in RESERVED for key in storage) or is_too_deep(storage):
        return (1, b'BAD_SUBMISSION')
    if address != eei.sha256(eei.encode([code, storage, salt]))[12:]:
        return (1, b'BAD_ADDRESS')
    if eei.validate_code(code) is not None:
        return (1, b'INVALID_CODE')
    account['code'], account['storage'] = code, storage
    return (0, address)


def is_too_deep(storage):
    """Whether what is around it in a context, or in a block, would make it one that cannot be written."""
    try:
        eei.encode([[[[[[[[storage]]]]]]]])
    except ValueError:
        return True
    return False


# --- Shapes ---


def is_bytes(value, length):
    return type(value) is bytes and len(value) == length


def field(value, key):
    return value.get(key) if type(value) is dict else None


def as_holder(value):
    if type(value) is not tuple or len(value) != 2 or type(value[0]) is not int or not is_bytes(value[1], 20):
        return None
    return value if 0 <= value[0] <= UINT256_MAX else None


def is_hook(data):
    return data[1:].startswith(HOOK)


def is_state(state):
    return (
        type(state) is dict and len(state) == 3 and type(field(state, 'code')) is bytes
        and type(field(state, 'storage')) is dict and type(field(state, 'proof')) is bytes
    )


def are_states(states):
    return type(states) is dict and all(is_bytes(address, 20) and is_state(states[address]) for address in states)


def are_valid(states, root):
    """Whether every witness is one for its address."""
    return all(eei.verify_state(root, address, states[address]) for address in states)


def is_transaction(tx):
    return (
        type(tx) is dict and len(tx) == 3 and is_bytes(field(tx, 'target'), 20) and type(field(tx, 'data')) is bytes
        and are_states(field(tx, 'state')) and tx['target'] in tx['state']
        and len(eei.encode(tx)) <= TRANSACTION_BYTES_MAX
    )


def witness_of(data):
    """(calldata, states) of a call from another script. @reverts BAD_DATA"""
    try:
        parts = eei.decode(data)
    except CallReverted:
        parts = None
    if type(parts) is not list or len(parts) != 2 or type(parts[0]) is not bytes or not are_states(parts[1]):
        revert('BAD_DATA')
    return parts


# --- The frame ---


def new_message(value, sender, target):
    """The context that contracts cannot forge: the message, the calls that wait, and those that may not be called."""
    return {'msg': {'value': value, 'sender': sender, 'target': target}, 'calls': [target], 'locked': []}


def own_id():
    return eei.get_context()['es_callee']


def storage_of(ctx):
    """The calling contract's."""
    return ctx['runtime']['state'][ctx['eth']['msg']['target']]['storage']


def require(condition, reason):
    if not condition:
        revert(reason)


def reason_of(status, output):
    """Text for whoever asked: the code of a failure, the reason of a revert if that is a text."""
    if status == 1:
        return output.decode('ascii')
    try:
        reason = eei.decode(output)
    except CallReverted:
        reason = None
    return reason if type(reason) is str else 'REVERTED'

"""Who earns little enough: the proposal's example, in both of its styles. employees.py is asked what somebody earns.

    ['process_employee_eligibility', employee_name]

With dynamic linking (ethereum.py) it calls, and goes on with what comes back. As a continuation (continuation.py) it ends
with the call to make, and is called with the answer. The proposal's code, but for these: it writes contract_call and
call_contract; it gives post_process to the environment as a function, which code that ends cannot hand on, so the callee
names it; and the callee's address is kept here, so that nobody else can answer.

Storage: {'employees': Address, employee_name: employee_id, employee_id: 'APPROVED' or 'REJECTED'}
"""

LIMIT = 50000
EMPTY = {'amount': 0, 'token': 2**256 - 1}


def judge(salary):
    return 'APPROVED' if salary < LIMIT else 'REJECTED'


# --- Dynamic linking ---


def process_employee_eligibility(employee_name):
    employee = wei.get_storage(employee_name)
    if employee is None:
        revert('UNKNOWN')
    data = wei.encode(['get_salary', employee])
    status, output = wei.call_contract(wei.get_storage('employees'), data, EMPTY)
    if status != 0:
        revert('NO_SALARY')
    wei.set_storage(employee, judge(wei.decode(output)))


# --- Continuation ---


def pre_process_employee_eligibility(state, employee_name):
    employee = state.get(employee_name)
    if employee is None:
        revert('UNKNOWN')
    return (state, {'target': state['employees'], 'calldata': ['get_salary', employee]})


def post_process_employee_eligibility(state, sender, data):
    if sender != state['employees']:
        revert('NOT_ASKED')
    state[data['employee_id']] = judge(data['salary'])
    return (state, None)


match args:
    case [dict() as state, ['process_employee_eligibility', employee_name], _]:
        finish(pre_process_employee_eligibility(state, employee_name))
    case [dict() as state, ['post_process_employee_eligibility', data], ctx]:
        finish(post_process_employee_eligibility(state, ctx['eth']['msg']['sender'], data))
    case ['process_employee_eligibility', employee_name]:
        process_employee_eligibility(employee_name)
    case _:
        revert('BAD_ARGS')

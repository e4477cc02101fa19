"""What employees earn: one half of the proposal's example. approver.py asks it, in either of the proposal's two styles.

    ['get_salary', employee_id]

Storage: {employee_id: salary}
"""

match args:
    case [dict() as state, ['get_salary', employee_id], ctx]:
        # Continuation: what is asked for goes to whoever asked.
        if employee_id not in state:
            revert('UNKNOWN')
        data = {'employee_id': employee_id, 'salary': state[employee_id]}
        calldata = ['post_process_employee_eligibility', data]
        finish((state, {'target': ctx['eth']['msg']['sender'], 'calldata': calldata}))
    case ['get_salary', employee_id]:
        salary = get_storage(employee_id)
        if salary is None:
            revert('UNKNOWN')
        finish(salary)
    case _:
        revert('BAD_ARGS')

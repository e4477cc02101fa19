SECONDS_A_DAY = 86_400


class Schedule:
    __slots__ = ("total", "start", "cliff", "duration")

    def __init__(self, total, start, cliff, duration):
        self.total, self.start, self.cliff, self.duration = total, start, cliff, duration

    def vested(self, now):
        passed = now - self.start
        if passed < self.cliff:
            return 0
        return min(self.total, self.total * passed // self.duration)


schedule = Schedule(total=1000, start=0, cliff=90 * SECONDS_A_DAY, duration=365 * SECONDS_A_DAY)
finish([schedule.vested(day * SECONDS_A_DAY) for day in (0, 89, 90, 200, 365, 400)])

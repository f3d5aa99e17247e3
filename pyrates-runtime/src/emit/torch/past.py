class Past:
    """The states at earlier times, by cubic interpolation between steps; before the first it is that one."""

    def __init__(self, lags, y0, dt):
        self.lags = lags/dt
        self.whole = self.lags.detach().tolist()
        if any(0.0 < lag < 1.0 - 1e-9 for lag in self.whole):
            raise ValueError("a delay must be 0 or at least dt")
        self.states, self.slopes, self.dt = [y0], [], dt

    def __call__(self, c, y):
        """The states all lags ago, c steps after the last step; y is the present state."""
        return torch.stack([self.at(k, c, y) for k in range(len(self.whole))], dim=-2)

    def at(self, k, c, y):
        """The state one lag ago."""
        if self.whole[k] == 0.0:
            return y
        steps = len(self.states) - 1 + c
        cell = math.ceil(steps - self.whole[k] - 1e-9) - 1
        if cell < 0:
            return self.states[0].expand_as(y)
        theta = steps - self.lags[k] - cell
        a, b = self.states[cell], self.states[cell + 1]
        return cubic(theta, a, b, self.dt*self.slopes[cell], self.dt*self.slopes[cell + 1])



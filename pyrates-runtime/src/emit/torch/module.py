class MODEL(nn.Module):
    """model(t, y) is the derivative of the state y of shape (..., n).  # ODE
    """model(t, y, Z) is the derivative of the state y of shape (..., n), for the past Z of shape (..., lags, n).  # DDE

    Parameters whose names are in `trainable` are trained, all of them by default; the others are buffers. `values`
    replace those of the model by name; one number for an array is shared by all of its elements.
    `dtype` is the type of real numbers; complex ones have the same precision.  # COMPLEX
    """

    def __init__(self, trainable=tuple(P0), dtype=None, device=None, **values):
        super().__init__()
        known({*trainable, *values})
        dtype = dtype or torch.get_default_dtype()
        self.register_buffer("y0", torch.tensor(Y0, dtype=dtype, device=device))  # REAL
        self.register_buffer("y0", torch.tensor(Y0, dtype=type_of(Y0, dtype), device=device))  # COMPLEX
        for name, value in {**P0, **values}.items():
            value = torch.as_tensor(value, dtype=dtype, device=device).detach().clone()  # REAL
            value = torch.as_tensor(value, dtype=type_of(P0[name], dtype), device=device).detach().clone()  # COMPLEX
            value.expand(SHAPES[name])
            if name in trainable:
                setattr(self, name, nn.Parameter(value))
            else:
                self.register_buffer(name, value)

    def values(self):
        """The parameters by name, each in its full shape."""
        return {name: getattr(self, name).expand(shape) for name, shape in SHAPES.items()}

    def forward(self, t, y):  # ODE
        return vector_field(t, y, self.values())  # ODE
    def forward(self, t, y, Z):  # DDE
        return vector_field(t, y, Z, self.values())  # DDE

    def simulate(self, dt, steps, y0=None, inputs=None, method="rk4"):
        """The states at 0, dt, ..., steps*dt, of shape (steps + 1, ..., n); gradients pass through all steps.

        It starts at y0 of shape (..., n), which is also the state at all earlier times. `inputs` are parameters that  # DDE
        change, by name: in step k they are element k of their arrays. Methods are "rk4" and "euler". A delay is 0 or  # DDE
        at least dt.  # DDE
        It starts at y0 of shape (..., n). `inputs` are parameters that change, by name: in step k they are element k  # ODE
        of their arrays. Methods are "rk4" and "euler".  # ODE
        """
        p, y = self.values(), torch.as_tensor(self.y0 if y0 is None else y0).to(self.y0)
        inputs = {name: torch.as_tensor(value, dtype=y.dtype, device=y.device) for name, value in (inputs or {}).items()}  # REAL
        inputs = inputs or {}  # COMPLEX
        known(inputs)  # ODE
        known(inputs, set(P0) - DELAYS)  # DDE
        inputs = {name: torch.as_tensor(value, dtype=p[name].dtype, device=y.device) for name, value in inputs.items()}  # COMPLEX
        for name, value in inputs.items():
            if len(value) != steps:
                raise ValueError(f"the input {name} has {len(value)} values for {steps} steps")
        past = Past(lags(p), y, dt)  # DDE
        states = [y]
        for k in range(steps):
            for name in inputs:
                p[name] = full(inputs[name][k], SHAPES[name])

            def f(c, y):
                return vector_field((k + c)*dt, y, p)  # ODE
                return vector_field((k + c)*dt, y, past(c, y), p)  # DDE

            k1 = f(0.0, y)
            past.slopes.append(k1)  # DDE
            y = STEPS[method](f, y, k1, dt)
            states.append(y)
            past.states.append(y)  # DDE
        return torch.stack(states)


def type_of(value, dtype):  # COMPLEX
    """The complex type of a precision for complex numbers, else the real one, which is given."""  # COMPLEX
    return torch.promote_types(dtype, torch.complex64) if torch.tensor(value).is_complex() else dtype  # COMPLEX


def known(names, allowed=frozenset(P0)):
    """Refuses names of no parameter."""  # ODE
    """Refuses names of no parameter; as inputs, also those of parameters of delays, which are constant."""  # DDE
    unknown = sorted(set(names) - allowed)
    if unknown:
        raise ValueError(f"no parameters that may be given: {', '.join(unknown)}")


def full(value, shape):
    """A value in the shape of its parameter, with axes of several runs before it."""
    return value.expand(torch.broadcast_shapes(value.shape, shape))


def rectipy_rhs(t, y, dy, *parameters):  # REAL  # ODE
    """The derivative as rectipy.nodes.RateNet calls it, with the parameters in the order of P0; returns it anew."""  # REAL  # ODE
    values = zip(P0, parameters)  # REAL  # ODE
    return vector_field(t, y, {name: value.reshape(SHAPES[name]) for name, value in values})  # REAL  # ODE


def rectipy_args(dtype=None):  # REAL  # ODE
    """The arguments `rnn_args` and `param_map` of RateNet; the input "in" is the parameter that it is mapped to."""  # REAL  # ODE
    dtype = dtype or torch.get_default_dtype()  # REAL  # ODE
    y0 = torch.tensor(Y0, dtype=dtype)  # REAL  # ODE
    parameters = [torch.tensor(value, dtype=dtype) for value in P0.values()]  # REAL  # ODE
    return (y0, torch.zeros_like(y0), *parameters), {name: k + 1 for k, name in enumerate(P0)}  # REAL  # ODE

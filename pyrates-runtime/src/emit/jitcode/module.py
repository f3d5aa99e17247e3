def integrator(p=None, control=(), **options):
    """An object of PACKAGE with the equations and the initial state of the model.

    `p` gives values of parameters by name. Those named in `control` stay symbols: `set_parameters` sets their values, in
    this order, without compiling anew. `options` are those of `PACKAGE`.
    If a delay is among them, `options` needs `max_delay`.  # jitcdde
    """
    lists = [name for name in control if hasattr(P0.get(name), "__len__")]
    if lists:
        raise ValueError(f"only numbers can be control parameters, not {', '.join(lists)}")
    symbols = {name: Symbol(name) for name in control}
    f, helpers = equations({**(p or {}), **symbols})  # jitcode
    f, helpers = equations({**(p or {}), **symbols})  # jitcdde
    f, g, helpers = equations({**(p or {}), **symbols})  # jitcsde
    options = {"helpers": helpers, "n": len(f), "control_pars": list(symbols.values()), **options}
    limit = sys.getrecursionlimit()
    # Helpers are sorted by a recursion.
    sys.setrecursionlimit(limit + 10*len(helpers))
    try:
        solver = jitcode(f, **options)  # jitcode
        solver = jitcdde(f, **options)  # jitcdde
        solver = jitcsde(f, g, ito=True, **options)  # jitcsde
    finally:
        sys.setrecursionlimit(limit)
    solver.set_initial_value(Y0, 0.0)  # jitcode
    solver.constant_past(Y0, time=0.0)  # jitcdde
    solver.set_initial_value(Y0, 0.0)  # jitcsde
    return solver

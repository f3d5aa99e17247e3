def neurons(n=1, method="METHOD", dt=None, values=None, **options):
    """A NeuronGroup of n copies of the model, which start at its initial state.

    `values` replace parameters by name. `options` are those of NeuronGroup, such as `name`.
    """
    unknown = sorted(set(values or {}) - set(P0))
    if unknown:
        raise ValueError(f"no parameters of the model: {', '.join(unknown)}")
    namespace = {**FUNCTIONS, **P0, **(values or {})}  # FUNCTIONS
    namespace = {**P0, **(values or {})}  # PLAIN
    group = NeuronGroup(n, EQUATIONS, method=method, dt=dt, namespace=namespace, events=EVENTS, **options)  # EVENTS
    group = NeuronGroup(n, EQUATIONS, method=method, dt=dt, namespace=namespace, **options)  # QUIET
    for name, value in Y0.items():
        setattr(group, name, value)
    for k, (event, code) in enumerate(RESETS.items()):  # EVENTS
        # An event happens when its condition becomes true.  # EVENTS
        setattr(group, f"held_{k}", f"int({CONDITIONS[event]})")  # EVENTS
        group.run_on_event(event, code, order=k)  # EVENTS
        group.run_regularly(f"held_{k} = int({CONDITIONS[event]})", when="end", dt=dt)  # EVENTS
    return group

FUNCTIONS = {}


def define(name, python, c, arguments="a", cython=None):
    """A function of plain numbers, for each language in which Brian computes."""
    names = arguments.split(", ")
    function = Function(python, arg_units=[1]*len(names), return_unit=1)
    typed = ", ".join(f"double {argument}" for argument in names)
    own = f"pyrates_{name}"
    imports = "from libc.math cimport acosh, asinh, atan2, atanh, erf, exp, fmax, fmin, fmod, rint"
    add = function.implementations.add_implementation
    function.implementations.add_numpy_implementation(python, discard_units=False)
    add("cpp", f"double {own}({typed}) {{ return {c}; }}", name=own)
    add("cython", f"{imports}\ncdef double {own}({typed}):\n    return {cython or c}", name=own)
    FUNCTIONS[name] = function

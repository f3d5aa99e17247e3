def mean(t, x):
    """The mean over time."""
    return np.mean((x[1:] + x[:-1]) / 2)


def standard_deviation(t, x):
    """The standard deviation over time."""
    return np.sqrt(mean(t, (x - mean(t, x)) ** 2))


def minimum(t, x):
    """The smallest value."""
    return np.min(x)


def maximum(t, x):
    """The largest value."""
    return np.max(x)


def last(t, x):
    """The last value."""
    return x[-1]

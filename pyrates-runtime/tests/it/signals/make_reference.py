"""Writes reference.json: signals, and what SciPy 1.17 makes of them."""

import json
from pathlib import Path

import numpy as np
from scipy import signal


def pair(n, dt, rng):
    """Two noisy oscillations that share a slow frequency."""
    t = np.arange(n) * dt
    shared = np.sin(2 * np.pi * 3.1 * t)
    x = shared + 0.4 * np.cos(2 * np.pi * 11.7 * t) + 0.3 * rng.standard_normal(n) + 0.5
    y = 0.7 * np.sin(2 * np.pi * 3.1 * t + 0.6) + 0.5 * rng.standard_normal(n) - 0.2
    return x.round(6), y.round(6)


def filters(x, fs):
    bands = [
        ("low", [6.0], 5), ("low", [20.0], 4), ("high", [2.0], 3), ("high", [9.0], 6),
        ("pass", [2.0, 5.0], 2), ("pass", [2.0, 5.0], 10), ("pass", [1.0, 45.0], 3), ("pass", [8.0, 14.0], 5),
        ("pass", [0.28, 0.52], 10),
    ]
    kinds = {"low": "lowpass", "high": "highpass", "pass": "bandpass"}
    for kind, band, order in bands:
        corners = band if kind == "pass" else band[0]
        sos = signal.butter(order, corners, kinds[kind], output="sos", fs=fs)
        yield {
            "kind": kind, "band": band, "order": order, "sos": sos.tolist(),
            "sosfilt": signal.sosfilt(sos, x)[::7].tolist(),
            "sosfiltfilt": signal.sosfiltfilt(sos, x)[::7].tolist(),
        }


def spectra(x, y, fs):
    for window, segment, overlap in [
        ("boxcar", 64, 0), ("hann", 128, 64), ("hamming", 100, 50), ("blackman", 75, 60),
    ]:
        options = {"fs": fs, "window": window, "nperseg": segment, "noverlap": overlap}
        f, power = signal.welch(x, **options)
        cross = signal.csd(x, y, **options)[1]
        yield {
            "window": window, "segment": segment, "overlap": overlap,
            "frequencies": f.tolist(), "welch": power.tolist(),
            "csd_re": cross.real.tolist(), "csd_im": cross.imag.tolist(),
            "coherence": signal.coherence(x, y, **options)[1].tolist(),
        }


def peaks(x):
    """Of the signal, and of one with plateaus: but there SciPy leaves open which of equal peaks gives way."""
    for options in [{}, {"height": 1.2}, {"distance": 9}, {"prominence": 1.0}, {"distance": 25, "prominence": 0.5}]:
        rounded = x if "distance" in options else x.round(1)
        found, properties = signal.find_peaks(rounded, prominence=options.get("prominence", 0), **{
            key: value for key, value in options.items() if key != "prominence"
        })
        yield {"options": options, "indices": found.tolist(), "prominences": properties["prominences"].tolist()}


def main():
    rng = np.random.default_rng(20231226)
    fs = 100.0
    x, y = pair(601, 1 / fs, rng)
    even = signal.hilbert(x[:600])
    odd = signal.hilbert(x)
    centred = x - x.mean()
    acf = signal.correlate(centred, centred)[600:900] / np.sum(centred**2)
    phases = [np.unwrap(np.angle(signal.hilbert(s - s.mean()))) for s in (x, y)]
    data = {
        "fs": fs, "x": x.tolist(), "y": y.tolist(),
        "filters": list(filters(x, fs)), "spectra": list(spectra(x, y, fs)), "peaks": list(peaks(x)),
        "hilbert_even": even.imag[::5].tolist(), "hilbert_odd": odd.imag[::5].tolist(),
        "phase_x": phases[0][::5].tolist(), "acf": acf[::3].tolist(),
        "plv_1_1": abs(np.mean(np.exp(1j * (phases[0] - phases[1])))),
        "plv_2_1": abs(np.mean(np.exp(1j * (2 * phases[0] - phases[1])))),
        "corrcoef": np.corrcoef([x, y, x[::-1]]).tolist(),
    }
    text = json.dumps(data, indent=None, separators=(",", ":")).replace('],"', '],\n"')
    (Path(__file__).parent / "reference.json").write_text(text + "\n")


main()

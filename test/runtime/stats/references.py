"""Reference values of runtime/stats, by scipy, statsmodels, scikit-learn and krippendorff.

    python -m venv .cache/references && .cache/references/bin/pip install -r test/runtime/stats/requirements.txt
    .cache/references/bin/python test/runtime/stats/references.py > test/runtime/stats/references.json
"""

import json
import sys
import warnings

import krippendorff
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats import inter_rater, multitest, power, proportion
from statsmodels.stats.contingency_tables import mcnemar

rng = np.random.default_rng(20261128)
warnings.filterwarnings("ignore")


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and np.isnan(value) else value


def distributions():
    return {
        "normal": [[z, stats.norm.cdf(z)] for z in [-37.0, -10.0, -5.5, -5.0, -3.2, -0.7, 0.0, 0.3, 1.96, 4.999, 5.001, 8.0]],
        "tails": [[t, df, 2 * stats.t.sf(t, df)] for t in [0.01, 0.5, 1.3, 2.0, 5.0, 30.0] for df in [1, 2, 3.7, 10, 199, 5000]],
        "critical": [[level, df, stats.t.ppf(0.5 + level / 2, df)] for level in [0.5, 0.9, 0.95, 0.999] for df in [1, 2, 3.7, 10, 199, 5000]],
        "beta": [[x, a, b, scipy.special.betainc(a, b, x)] for x in [0.001, 0.2, 0.5, 0.97] for a in [0.5, 3, 80] for b in [0.5, 7, 300]],
    }


def means():
    values = rng.gamma(2.0, 0.2, 37)
    at95 = stats.t.interval(0.95, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    test = stats.ttest_1samp(values - 0.35, 0.0)
    wilson = [[k, n, level, *proportion.proportion_confint(k, n, 1 - level, method="wilson")] for k, n, level in [(0, 20, 0.95), (7, 20, 0.9), (81, 263, 0.95), (50, 50, 0.99)]]
    return {"values": values, "t": at95, "shifted": 0.35, "p": test.pvalue, "wilson": wilson}


def bca():
    values = rng.gamma(1.0, 1.0, 25)
    draws = rng.integers(0, 25, (400, 25))
    resampled = values[draws].mean(axis=1)
    first = stats.bootstrap((values,), np.mean, n_resamples=1, method="percentile", rng=0)
    first.bootstrap_distribution = resampled
    out = {"values": values, "resampled": resampled}
    for level in [0.8, 0.95]:
        found = stats.bootstrap((values,), np.mean, n_resamples=0, bootstrap_result=first, method="BCa", confidence_level=level)
        out[str(level)] = found.confidence_interval
    return out


def clustered():
    sizes = [1, 3, 2, 6, 1, 4, 8, 2]
    names = np.repeat(np.arange(len(sizes)), sizes)
    values = rng.normal(0, 1, len(sizes))[names] + rng.normal(0, 0.5, len(names))
    fit = sm.OLS(values, np.ones(len(values))).fit(cov_type="cluster", cov_kwds={"groups": names}, use_t=True)
    return {"values": values, "names": names, "mean": fit.params[0], "se": fit.bse[0], "interval": fit.conf_int()[0], "p": fit.pvalues[0]}


def tests():
    a, b = rng.normal(0.5, 0.3, 18), rng.normal(0.35, 0.1, 31)
    welch = stats.ttest_ind(a, b, equal_var=False)
    interval = welch.confidence_interval(0.95)
    exact = [[b, c, mcnemar([[0, b], [c, 0]], exact=True).pvalue] for b, c in [(0, 1), (3, 9), (8, 1), (10, 10), (140, 181)]]
    middle = [[b, c, min(1.0, 2 * stats.binom.cdf(min(b, c), b + c, 0.5) - stats.binom.pmf(min(b, c), b + c, 0.5))] for b, c in [(0, 1), (3, 9), (8, 1), (10, 10), (140, 181)]]
    few = np.round(rng.normal(0.3, 1, 14), 2)
    flips = stats.permutation_test((few,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    ps = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9, 0.0001]
    return {
        "a": a,
        "b": b,
        "welch": [welch.statistic * 1.0, welch.df, welch.pvalue, interval.low, interval.high],
        "mcnemar": exact,
        "mid": middle,
        "few": few,
        "flips": flips,
        "ps": ps,
        "holm": multitest.multipletests(ps, method="holm")[1],
        "bh": multitest.multipletests(ps, method="fdr_bh")[1],
    }


def planning():
    one = [
        [sd, effect, alpha, want, power.normal_sample_size_one_tail(effect, want, alpha / 2, std_null=sd)]
        for sd, effect, alpha, want in [(0.4, 0.05, 0.05, 0.8), (1.0, 0.2, 0.01, 0.9), (0.3, 0.3, 0.05, 0.5)]
    ]
    chance = [[sd, n, effect, alpha, power.normal_power(effect / sd, n, alpha)] for sd, n, effect, alpha in [(0.4, 100, 0.05, 0.05), (0.4, 502, 0.05, 0.05), (1.0, 10, 0.0, 0.05)]]
    return {"n": one, "power": chance}


def labels():
    gold = rng.choice(["a", "b", "c", "d"], 60, p=[0.4, 0.3, 0.2, 0.1])
    other = np.where(rng.random(60) < 0.6, gold, rng.choice(["a", "b", "c"], 60))
    gold, other = list(gold) + ["d"], list(other) + ["a"]
    names = sorted(set(gold) | set(other))
    matrix = metrics.confusion_matrix(gold, other, labels=names)
    cohen = inter_rater.cohens_kappa(matrix)
    report = {}
    for zero in [0, 1, float("nan")]:
        each = metrics.precision_recall_fscore_support(gold, other, labels=names, zero_division=zero)
        means = {how: metrics.precision_recall_fscore_support(gold, other, labels=names, average=how, zero_division=zero)[:3] for how in ["micro", "macro", "weighted"]}
        report["null" if np.isnan(zero) else str(zero)] = {"each": each, **means}
    ratings = rng.choice(["x", "y", "z"], (25, 4), p=[0.5, 0.3, 0.2])
    ratings[:15, 1:3] = ratings[:15, :1]
    table, _ = inter_rater.aggregate_raters(ratings)
    scale = rng.integers(1, 6, (20, 3)).astype(float)
    scale[:12, 1] = scale[:12, 0]
    scale[3, 2] = scale[7, 1] = scale[7, 0] = np.nan
    alphas = {level: krippendorff.alpha(reliability_data=scale.T, level_of_measurement=level) for level in ["nominal", "ordinal", "interval"]}
    return {
        "gold": gold,
        "other": other,
        "matrix": matrix,
        "cohen": [metrics.cohen_kappa_score(gold, other), cohen.std_kappa],
        "mcc": metrics.matthews_corrcoef(gold, other),
        "report": report,
        "ratings": ratings,
        "fleiss": inter_rater.fleiss_kappa(table),
        "scale": scale,
        "krippendorff": alphas,
    }


def calibration():
    confidences = np.round(rng.beta(3, 1.5, 200), 2)
    right = (rng.random(200) < confidences**1.3).astype(int)
    out = {"confidences": confidences, "right": right, "brier": metrics.brier_score_loss(right, confidences)}
    for name, strategy in [("equal_width", "uniform"), ("equal_mass", "quantile")]:
        shares, means = calibration_curve(right, confidences, n_bins=10, strategy=strategy)
        if strategy == "uniform":
            edges = np.linspace(0.0, 1.0, 11)
        else:
            edges = np.percentile(confidences, np.linspace(0, 1, 11) * 100)
        held = np.bincount(np.searchsorted(edges[1:-1], confidences), minlength=10)
        held = held[held > 0]
        gaps, base = np.abs(shares - means), right.mean()
        out[name] = {
            "accuracy": shares,
            "confidence": means,
            "n": held,
            "ece": (held * gaps).sum() / 200,
            "mce": gaps.max(),
            "reliability": (held * gaps**2).sum() / 200,
            "resolution": (held * (shares - base) ** 2).sum() / 200,
        }
    apart = rng.random(30)
    wrong = (rng.random(30) < 0.4).astype(int)
    ordered = wrong[np.argsort(-apart)]
    out["risk"] = {"confidences": apart, "wrong": wrong, "aurc": (np.cumsum(ordered) / np.arange(1, 31)).mean()}
    return out


def strengths():
    true, models = [0.8, 0.1, -0.3, -0.6], 4
    matches = []
    for _ in range(160):
        first, second = rng.choice(models, 2, replace=False)
        p = 1 / (1 + np.exp(true[second] - true[first]))
        matches.append([first, second, 0.5 if rng.random() < 0.1 else float(rng.random() < p)])
    design = np.zeros((len(matches), models - 1))
    for at, (first, second, _) in enumerate(matches):
        for model, sign in [(first, 1), (second, -1)]:
            if model > 0:
                design[at, model - 1] += sign
    fit = sm.GLM([result for *_, result in matches], design, family=sm.families.Binomial()).fit(tol=1e-14, maxiter=100)
    found = np.concatenate([[0.0], fit.params])
    return {"matches": matches, "strengths": found - found.mean()}


def places():
    values = [0.3, 0.9, 0.3, 0.1, 0.9, 0.5]
    return {"values": values, "ranks": stats.rankdata([-value for value in values], method="min")}


versions = {"python": sys.version.split()[0], "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "scikit-learn": sklearn.__version__, "krippendorff": "0.9.0"}
parts = [distributions, means, bca, clustered, tests, planning, labels, calibration, strengths, places]
print(json.dumps(plain({"versions": versions, **{part.__name__: part() for part in parts}}), indent=1))

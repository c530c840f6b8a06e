package dev.noether.study.figure.balance;

/**
 * Least squares of {@code y = intercept + slope x}.
 *
 * @param slope of the line
 * @param intercept at x = 0
 * @param determination R^2: the share of y's variance that the line explains
 */
record LineFit(double slope, double intercept, double determination) {

    /** The fit; NaN where there are fewer than three points. */
    static LineFit of(double[] x, double[] y) {
        int n = x.length;
        if (n < 3) {
            return new LineFit(Double.NaN, Double.NaN, Double.NaN);
        }
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanX += x[i] / n;
            meanY += y[i] / n;
        }
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < n; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        double slope = xy / xx;
        return new LineFit(slope, meanY - slope * meanX, xy * xy / (xx * yy));
    }
}

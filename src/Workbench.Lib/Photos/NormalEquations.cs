namespace Workbench.Photos;

/// <summary>Small dense least-squares problems in double precision.</summary>
internal static class NormalEquations
{
    /// <summary>The x of least |A·x − b|².</summary>
    /// <param name="a">[rows, columns]</param>
    /// <param name="b">[rows]</param>
    public static double[] Solve(double[,] a, double[] b)
    {
        var n = a.GetLength(1);
        var (normal, right) = (new double[n, n], new double[n]);
        for (var row = 0; row < b.Length; row++)
            for (var i = 0; i < n; i++)
            {
                right[i] += a[row, i] * b[row];
                for (var k = 0; k < n; k++)
                    normal[i, k] += a[row, i] * a[row, k];
            }
        return Solve(normal, right, 0);
    }

    /// <summary>Solves (A + damping·diag A)·x = b by Gaussian elimination with row exchange. A must be square; it is overwritten.</summary>
    public static double[] Solve(double[,] a, double[] b, double damping)
    {
        var n = b.Length;
        var x = (double[])b.Clone();
        for (var i = 0; i < n; i++)
            a[i, i] += damping * a[i, i] + 1e-12;
        for (var i = 0; i < n; i++)
        {
            var pivot = i;
            for (var row = i + 1; row < n; row++)
                if (Math.Abs(a[row, i]) > Math.Abs(a[pivot, i]))
                    pivot = row;
            if (pivot != i)
            {
                for (var k = 0; k < n; k++)
                    (a[i, k], a[pivot, k]) = (a[pivot, k], a[i, k]);
                (x[i], x[pivot]) = (x[pivot], x[i]);
            }
            for (var row = i + 1; row < n; row++)
            {
                var factor = a[row, i] / a[i, i];
                for (var k = i; k < n; k++)
                    a[row, k] -= factor * a[i, k];
                x[row] -= factor * x[i];
            }
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
                x[i] -= a[i, k] * x[k];
            x[i] /= a[i, i];
        }
        return x;
    }
}

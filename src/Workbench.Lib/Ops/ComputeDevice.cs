using System.Globalization;

namespace Workbench.Ops;

/// <summary>Where tensors are computed, by name.</summary>
public static class ComputeDevice
{
    /// <summary>The device that a name means.</summary>
    /// <param name="name"><c>auto</c> (CUDA where there is one, else the CPU), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
    /// <exception cref="ArgumentException">There is no such device; the message says which there are.</exception>
    public static Device Choose(string name = "auto")
    {
        ArgumentNullException.ThrowIfNull(name);
        var devices = cuda.is_available() ? cuda.device_count() : 0;
        var there = devices == 0 ? "this machine has only the CPU" : string.Create(CultureInfo.InvariantCulture, $"this machine has the CPU and {devices} CUDA device(s)");
        switch (name.Split(':'))
        {
            case ["auto"]:
                return devices > 0 ? CUDA : CPU;
            case ["cpu"]:
                return CPU;
            case ["cuda"] when devices > 0:
                return CUDA;
            case ["cuda", var index] when int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < devices:
                return device(DeviceType.CUDA, number);
            default:
                throw new ArgumentException($"There is no device '{name}': write auto, cpu, cuda or cuda:N; {there}.", nameof(name));
        }
    }
}

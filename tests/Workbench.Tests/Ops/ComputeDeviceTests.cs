namespace Workbench.Tests.Ops;

public sealed class ComputeDeviceTests
{
    [Fact]
    public void Names_mean_devices()
    {
        Assert.Equal(DeviceType.CPU, ComputeDevice.Choose("cpu").type);
        Assert.Equal(cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, ComputeDevice.Choose().type);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("")]
    [InlineData("cuda:99")]
    [InlineData("cuda:-1")]
    [InlineData("cpu:0")]
    public void Devices_that_are_not_there_are_refused(string name) => Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(() => ComputeDevice.Choose(name)).Message, StringComparison.Ordinal);
}

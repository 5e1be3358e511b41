global using TorchSharp;
global using Workbench.Ops;
global using Xunit;
global using static TorchSharp.torch;

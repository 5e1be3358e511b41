Console.WriteLine("workbench");
return 0;

using ImageStreams.ControllerGen;

return CommandLine.Run(args, Console.Out, Console.Error);

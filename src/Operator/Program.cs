using ImageStreams.Operator;

// The contents page: every command of `imagestreams`, each in a file of its own below Commands/.
return await new CommandLine(
    RunCommand.Create,
    CrdsCommand.Create,
    ExplainCommand.Create,
    InspectCommand.Create,
    StandaloneCommand.Create,
    TagCommand.Create,
    VersionCommand.Create).RunAsync(args, Console.Out, Console.Error);

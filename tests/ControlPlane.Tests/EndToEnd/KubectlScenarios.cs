namespace ImageStreams.ControlPlane.Tests;

/// <summary>What people do with kubectl, each with a namespace of its own; the same on the embedded control plane and on a real one.</summary>
internal static class KubectlScenarios
{
    public static IReadOnlyDictionary<string, Func<Kubectl, Task>> All { get; } = new Dictionary<string, Func<Kubectl, Task>>(StringComparer.Ordinal)
    {
        ["apply at the client"] = ApplyScenarios.ApplyAtTheClient,
        ["apply at the server"] = ApplyScenarios.ApplyAtTheServer,
        ["from client-side to server-side apply"] = ApplyScenarios.FromClientToServer,
        ["apply every kind"] = ApplyScenarios.ApplyEveryKind,
        ["validate"] = ApplyScenarios.Validate,
        ["diff and dry run"] = ApplyScenarios.DiffAndDryRun,
        ["get"] = ReadScenarios.Get,
        ["get in pages"] = ReadScenarios.GetInPages,
        ["get and watch"] = ReadScenarios.GetAndWatch,
        ["get all"] = ReadScenarios.GetAll,
        ["describe"] = ReadScenarios.Describe,
        ["explain"] = ReadScenarios.Explain,
        ["api-resources"] = ReadScenarios.ApiResources,
        ["patch"] = ChangeScenarios.Patch,
        ["edit"] = ChangeScenarios.Edit,
        ["label and annotate"] = ChangeScenarios.LabelAndAnnotate,
        ["replace"] = ChangeScenarios.Replace,
        ["delete"] = ChangeScenarios.Delete,
        ["delete a namespace"] = ChangeScenarios.DeleteANamespace,
        ["wait"] = ChangeScenarios.Wait,
        ["custom resources"] = CustomScenarios.CustomResources,
        ["rights"] = AccessScenarios.Rights,
        ["tokens of service accounts"] = AccessScenarios.Tokens,
    };
}

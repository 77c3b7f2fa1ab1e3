namespace ImageStreams.Oci.Tests;

internal static class Expect
{
    /// <summary>Runs something that must fail because of the registry.</summary>
    public static async Task<RegistryException> FailureAsync(Func<Task> action) =>
        (await action.Should().ThrowAsync<RegistryException>()).Which;

    public static async Task<RegistryException> FailureAsync(RegistryErrorKind kind, Func<Task> action)
    {
        var failure = await FailureAsync(action);
        failure.Kind.Should().Be(kind, failure.Message);
        return failure;
    }

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}

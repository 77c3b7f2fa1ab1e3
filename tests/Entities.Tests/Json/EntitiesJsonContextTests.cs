#pragma warning disable RS0030 // tests may look at the entities by reflection

namespace ImageStreams.Entities.Tests;

public sealed class EntitiesJsonContextTests
{
    [Fact]
    public void Context_KnowsEveryKindAndEveryTypeInIt()
    {
        var unknown = typeof(EntitiesJsonContext).Assembly.GetExportedTypes()
            .Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false } && !typeof(Attribute).IsAssignableFrom(t))
            .Where(t => t.GetMethod("<Clone>$") is not null && t != typeof(ResourceKind))
            .Where(t => EntitiesJsonContext.Default.GetTypeInfo(t) is null);

        unknown.Should().BeEmpty("an entity that the source generator does not know cannot be read without reflection");
    }

    [Fact]
    public void NoProperty_IsWrittenAsNullUnlessItWasSent()
    {
        foreach (var type in Records())
        {
            var info = EntitiesJsonContext.Default.GetTypeInfo(type)!;
            var empty = Activator.CreateInstance(type)!;

            System.Text.Json.JsonSerializer.Serialize(empty, info).Should().Be("{}", "an empty {0} says nothing", type.Name);
        }
    }

    private static IEnumerable<Type> Records() => typeof(EntitiesJsonContext).Assembly.GetExportedTypes()
        .Where(t => !t.IsGenericTypeDefinition && t != typeof(ResourceKind) && t.GetMethod("<Clone>$") is not null);
}

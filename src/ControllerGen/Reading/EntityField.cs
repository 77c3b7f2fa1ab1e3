using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>A JSON field of an entity: what reflection says about the property behind it.</summary>
/// <param name="Property">The property.</param>
/// <param name="Name">Name in JSON.</param>
/// <param name="Type">Type of the value, without the wrappers that stand for <em>may be absent</em>.</param>
/// <param name="WrittenAsNull">Whether documents have the field with <c>null</c>.</param>
internal sealed record EntityField(PropertyInfo Property, string Name, Type Type, bool WrittenAsNull)
{
    internal bool IsRequired => Has<RequiredAttribute>();

    internal bool IsAlwaysServed => Has<AlwaysServedAttribute>();

    internal bool PreservesUnknownFields => Has<PreserveUnknownFieldsAttribute>();

    internal bool IsSet => Has<ListSetAttribute>();

    internal bool IsReplacedByPatches => Has<PatchReplacesAttribute>();

    internal IReadOnlyList<string>? MapKeys => Property.GetCustomAttribute<ListMapAttribute>()?.Keys;

    internal IReadOnlyList<string>? AllowedValues => Property.GetCustomAttribute<AllowedValuesAttribute>()?.Values;

    /// <summary>The fields of an entity in the order of their names, but <c>apiVersion</c>, <c>kind</c> and <c>metadata</c> first.</summary>
    internal static IReadOnlyList<EntityField> Of(Type entity) =>
    [
        .. entity.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetCustomAttribute<JsonExtensionDataAttribute>() is null)
            .Select(From)
            .OrderBy(field => field.Name switch { "apiVersion" => 0, "kind" => 1, "metadata" => 2, _ => 3 })
            .ThenBy(field => field.Name, StringComparer.Ordinal),
    ];

    /// <summary>Type of the items when <paramref name="type"/> is a list, else <c>null</c>.</summary>
    internal static Type? ItemOf(Type type) => ArgumentOf(type, typeof(IReadOnlyList<>), 0);

    /// <summary>Type of the values when <paramref name="type"/> is a map with texts as keys, else <c>null</c>.</summary>
    internal static Type? ValueOf(Type type) => ArgumentOf(type, typeof(IReadOnlyDictionary<,>), 1);

    private static Type? ArgumentOf(Type type, Type definition, int index) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition ? type.GetGenericArguments()[index] : null;

    private static EntityField From(PropertyInfo property)
    {
        var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
            ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var type = property.PropertyType;
        var orNull = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OrNull<>);
        type = orNull ? type.GetGenericArguments()[0] : Nullable.GetUnderlyingType(type) ?? type;
        return new(property, name, type, orNull);
    }

    private bool Has<T>()
        where T : Attribute => Property.GetCustomAttribute<T>() is not null;
}

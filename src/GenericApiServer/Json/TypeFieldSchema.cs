using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>The fields of a type that is read by source-generated JSON.</summary>
public sealed class TypeFieldSchema : IFieldSchema
{
    private readonly JsonTypeInfo _type;

    private TypeFieldSchema(JsonTypeInfo type)
    {
        _type = type;
    }

    public IFieldSchema? Items => _type.Kind == JsonTypeInfoKind.Enumerable ? Of(_type.ElementType) : null;

    /// <summary>The fields of <paramref name="type"/>; null when it takes anything.</summary>
    public static IFieldSchema? Of(JsonTypeInfo type) =>
        IsWrapped(type) ? Unwrap(type) : type.Kind == JsonTypeInfoKind.None ? null : new TypeFieldSchema(type);

    public bool TryGetField(string name, out IFieldSchema? field)
    {
        field = null;
        if (_type.Kind == JsonTypeInfoKind.Enumerable)
        {
            return true;
        }

        if (_type.Kind == JsonTypeInfoKind.Dictionary)
        {
            field = Of(_type.ElementType);
            return true;
        }

        foreach (var property in _type.Properties)
        {
            if (property.Name == name)
            {
                field = Of(property.PropertyType);
                return true;
            }
        }

        return false;
    }

    /// <summary>A field that may be null has a converter of its own; what counts is the type inside.</summary>
    private static bool IsWrapped(JsonTypeInfo type) => type.Type.IsGenericType && type.Type.GetGenericTypeDefinition() == typeof(OrNull<>);

    private static IFieldSchema? Unwrap(JsonTypeInfo type) =>
        type.Options.TryGetTypeInfo(type.Type.GetGenericArguments()[0], out var inner) ? Of(inner) : null;

    private IFieldSchema? Of(Type? type) => type is not null && _type.Options.TryGetTypeInfo(type, out var info) ? Of(info) : null;
}

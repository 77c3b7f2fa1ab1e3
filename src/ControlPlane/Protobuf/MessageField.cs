namespace ImageStreams.ControlPlane;

/// <summary>A field of a message.</summary>
/// <param name="Name">Name in JSON; <c>*</c> when its fields are those of the message around it.</param>
/// <param name="Type">A scalar type, a special one with <c>@</c> in front, or the name of a message.</param>
/// <param name="IsList">Whether there may be many.</param>
/// <param name="IsMap">Whether it is an entry of a map from texts.</param>
/// <param name="MayBeEmpty">Whether an empty value says something: else it is what an absent field is.</param>
internal sealed record MessageField(string Name, string Type, bool IsList, bool IsMap, bool MayBeEmpty)
{
    public bool IsInline => Name == "*";

    /// <summary>Reads <c>metadata meta.v1.ObjectMeta</c>, <c>data {}bytes</c>, <c>replicas int32?</c>.</summary>
    public static MessageField Parse(string name, string type)
    {
        var (isList, isMap) = (type.StartsWith("[]", StringComparison.Ordinal), type.StartsWith("{}", StringComparison.Ordinal));
        return new MessageField(name, type[(isList || isMap ? 2 : 0)..].TrimEnd('?'), isList, isMap, type.EndsWith('?'));
    }
}

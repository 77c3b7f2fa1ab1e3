namespace ImageStreams.Entities;

/// <summary>A field that a document can omit, send as <c>null</c>, or fill: on the wire the three are different and stay so.</summary>
/// <remarks>
/// Only the fields that the API writes as <c>null</c> have this type (docs/spec/encoding.md#null-or-omitted); every other
/// field is omitted when it has no value. <c>default</c> is <em>omitted</em>.
/// </remarks>
public readonly record struct OrNull<T>
{
    private readonly State _state;

    private OrNull(State state, T? value)
    {
        _state = state;
        Value = value;
    }

    private enum State : byte
    {
        Omitted,
        Null,
        Filled,
    }

    /// <summary>The field is there and is <c>null</c>.</summary>
    public static OrNull<T> Null => new(State.Null, default);

    /// <summary>The value; <c>null</c>, or zero for a value type, when there is none.</summary>
    public T? Value { get; }

    /// <summary>Whether the document has the field at all, be it <c>null</c>.</summary>
    public bool IsPresent => _state != State.Omitted;

    /// <summary>Whether the field is there with a value.</summary>
    public bool HasValue => _state == State.Filled;

    public static implicit operator OrNull<T>(T? value) => Of(value);

    /// <summary>The field with <paramref name="value"/>, or <see cref="Null"/> when that is <c>null</c>.</summary>
    public static OrNull<T> Of(T? value) => value is null ? Null : new(State.Filled, value);

    /// <summary>The same field, but <see cref="Null"/> when it was omitted: how the API serves it.</summary>
    public OrNull<T> OrWrittenNull() => IsPresent ? this : Null;

    /// <summary>The same field, but omitted when it was <c>null</c>: how it is stored.</summary>
    public OrNull<T> OrOmitted() => HasValue ? this : default;

    public override string ToString() => _state switch
    {
        State.Omitted => "(omitted)",
        State.Null => "null",
        _ => Value?.ToString() ?? "",
    };
}

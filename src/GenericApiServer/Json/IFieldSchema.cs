namespace ImageStreams.GenericApiServer;

/// <summary>Which fields a document may have, as far as that is known.</summary>
public interface IFieldSchema
{
    /// <summary>What the elements of a list may have; null is anything.</summary>
    IFieldSchema? Items { get; }

    /// <summary>Whether there is a field of this name, and what may be below it; null is anything.</summary>
    bool TryGetField(string name, out IFieldSchema? field);
}

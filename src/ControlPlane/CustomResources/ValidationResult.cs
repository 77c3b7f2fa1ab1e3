using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What the check of one value found.</summary>
internal sealed class ValidationResult
{
    private readonly List<FieldError> _errors = [];
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    internal IReadOnlyList<FieldError> Errors => _errors;

    internal bool IsValid => _errors.Count == 0;

    /// <summary>How many checks applied: of several alternatives that all fail, the one with most is explained.</summary>
    internal int Matches { get; private set; }

    /// <summary>Adds an error, once however often it is found.</summary>
    internal void Add(FieldError error)
    {
        if (_texts.Add(error.ToString()))
        {
            _errors.Add(error);
        }
    }

    internal void Count() => Matches++;

    internal void Merge(ValidationResult other)
    {
        Matches += other.Matches;
        foreach (var error in other._errors)
        {
            Add(error);
        }
    }
}

namespace ImageStreams.GenericApiServer;

/// <summary>A column of a table that kubectl prints.</summary>
/// <param name="Name">Heading.</param>
/// <param name="Type">JSON type of the cells: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>date</c>.</param>
/// <param name="Format">What the cells are, for example <c>name</c> for the column that names the object; may be empty.</param>
/// <param name="Description">What the cells say.</param>
/// <param name="Priority">0 is always shown, more only when much is asked for.</param>
public sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority)
{
    /// <summary>The text that says what a name is, as every API has it.</summary>
    public const string NameDescription =
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the "
        + "generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. "
        + "Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

    /// <summary>The column that begins nearly every table.</summary>
    public static TableColumn NameColumn { get; } = new("Name", "string", "name", NameDescription, 0);
}

using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Some of the blobs or images of an answer, and how they are written.</summary>
/// <param name="Members">What they are.</param>
/// <param name="IsFirst">Whether others come before them.</param>
/// <param name="Json">How they are written.</param>
internal sealed record LayersPart(IReadOnlyList<LayersMember> Members, bool IsFirst, ReadyPart Json)
{
    public bool Is(List<LayersMember> members, bool isFirst)
    {
        if (IsFirst != isFirst || Members.Count != members.Count)
        {
            return false;
        }

        for (var i = 0; i < members.Count; i++)
        {
            if (!Members[i].IsSame(members[i]))
            {
                return false;
            }
        }

        return true;
    }
}

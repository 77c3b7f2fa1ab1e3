using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Many tags of a stream as they are shown without their images, in time that grows with the stream and not with its square.</summary>
internal static class ShownTags
{
    extension<T>(ITagKind<T> kind)
        where T : class, IResource<T>
    {
        /// <summary>All that are shown, in order.</summary>
        public IEnumerable<(string Name, T View)> ShowAll(ImageStream stream) => kind.Show(stream, kind.NamesIn(stream));

        /// <summary>Those of the names, be there one or not.</summary>
        public IEnumerable<(string Name, T View)> Show(ImageStream stream, IEnumerable<string> names)
        {
            var tags = new StreamByTag(stream);
            return names.Select(name => (name, kind.Show(tags.Only(name), name, null)));
        }
    }
}

using System.Text.Json;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Reads notifications leniently: what is absent, or of another type than expected, is empty.</summary>
internal static class PushJson
{
    extension(JsonElement element)
    {
        public string Text(string name) =>
            element.Find(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? "" : "";

        /// <summary>The member, or an element that has none.</summary>
        public JsonElement Part(string name) => element.Find(name) ?? default;

        public bool Has(string name) => element.Find(name) is not null;

        public Digest? FindDigest(string name) => Digest.TryParse(element.Text(name), out var digest) ? digest : null;

        /// <summary>The items of an array; none when it is no array.</summary>
        /// <exception cref="FormatException">There are more than a notification may have.</exception>
        public IEnumerable<JsonElement> Bounded()
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            return element.GetArrayLength() <= PushNotification.MaxEvents
                ? element.EnumerateArray()
                : throw new FormatException($"more than {PushNotification.MaxEvents} events");
        }

        private JsonElement? Find(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
    }
}

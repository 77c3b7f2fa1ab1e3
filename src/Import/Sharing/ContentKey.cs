using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What is to be made of a content: those who want the same of the same get it together.</summary>
internal readonly record struct ContentKey(Digest Digest, string ImportMode, PlatformPreference Platform, bool CheckChildren);

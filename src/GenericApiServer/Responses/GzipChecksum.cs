namespace ImageStreams.GenericApiServer;

/// <summary>The checksum of a whole from those of its parts, without looking at the whole.</summary>
/// <remarks>
/// CRC-32 is a remainder of polynomials over bits, here with the highest power in the lowest bit. Bytes that follow multiply what comes
/// before them by x to the power of their bits, and add their own remainder.
/// </remarks>
internal static class GzipChecksum
{
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 0x80000000;
    private const uint X8 = One >> 8;

    /// <param name="first">The checksum of what comes first.</param>
    /// <param name="second">The checksum of what follows.</param>
    /// <param name="secondLength">The length of what follows, in bytes.</param>
    public static uint Join(uint first, uint second, long secondLength) => Multiply(first, Power(X8, secondLength)) ^ second;

    private static uint Power(uint factor, long exponent)
    {
        var power = One;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                power = Multiply(power, factor);
            }

            factor = Multiply(factor, factor);
        }

        return power;
    }

    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (; left != 0; left <<= 1)
        {
            if ((left & One) != 0)
            {
                product ^= right;
            }

            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }
}

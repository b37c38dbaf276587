using System.IO.Compression;
using System.Text;
using JitBot.Bot.Exports;

namespace JitBot.Bot.Tests.Exports;

public sealed class ExportBufferTests
{
    [Fact]
    public async Task What_is_small_is_the_file_itself()
    {
        await using var buffer = new ExportBuffer("hr.csv", long.MaxValue);
        await buffer.WriteAsync("a,b\r\n"u8.ToArray());
        buffer.Write("1,2\r\n"u8);

        var (content, length) = await buffer.SealAsync(default);

        Assert.Equal(("hr.csv", "text/csv", 10L, "a,b\r\n1,2\r\n"), (buffer.Name, buffer.MediaType, length, Encoding.UTF8.GetString(await ReadAsync(content))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ExportBuffer.MostPlain)]
    public async Task Its_length_is_known_before_it_is_read(int length)
    {
        await using var buffer = new ExportBuffer("hr.jsonl", long.MaxValue);
        buffer.Write(new byte[length]);

        var (content, known) = await buffer.SealAsync(default);

        Assert.Equal(((long)length, length), (known, (await ReadAsync(content)).Length));
    }

    [Fact]
    public async Task What_grows_large_is_packed_and_nothing_of_it_is_lost()
    {
        var lines = Enumerable.Range(0, 400_000).Select(number => $"{number},the same words in every line\r\n").ToArray();
        await using var buffer = new ExportBuffer("hr.csv", long.MaxValue);
        foreach (var line in lines)
        {
            await buffer.WriteAsync(Encoding.UTF8.GetBytes(line));
        }

        var (content, length) = await buffer.SealAsync(default);
        var packed = await ReadAsync(content);

        Assert.Equal(("hr.csv.zip", "application/zip", length), (buffer.Name, buffer.MediaType, packed.Length));
        Assert.True(length < ExportBuffer.MostPlain);
        await using var zip = new ZipArchive(new MemoryStream(packed));
        await using var entry = await Assert.Single(zip.Entries).OpenAsync();
        Assert.Equal(string.Concat(lines), Encoding.UTF8.GetString(await ReadAsync(entry)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(ExportBuffer.MostPlain + 100)]
    public async Task No_more_is_held_than_there_may_be(int most)
    {
        await using var buffer = new ExportBuffer("hr.csv", most);
        buffer.Write(new byte[most]);

        Assert.Throws<ExportTooLargeException>(() => buffer.Write(new byte[1]));
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }
}

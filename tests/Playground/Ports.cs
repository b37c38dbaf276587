using System.Net;
using System.Net.Sockets;

namespace JitBot.Playground;

internal static class Ports
{
    private const int Tried = 50;

    /// <summary>This port of 127.0.0.1, or the next one that is free; 0, which is any, if none of fifty is.</summary>
    public static int Free(int wanted)
    {
        for (var port = wanted; port < wanted + Tried; port++)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use, or not ours to take: the next one.
            }
        }

        return 0;
    }
}

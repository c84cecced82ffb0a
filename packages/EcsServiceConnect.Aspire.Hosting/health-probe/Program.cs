using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;

// The health check of an ECS container whose image has neither shell nor curl:
//   dotnet health-probe.dll http://127.0.0.1:8080/alive 4     the status must be 2xx, within 4 seconds
//   dotnet health-probe.dll tcp://127.0.0.1:8080 4            the connection must be accepted
// A socket and no HttpClient, because it starts anew for each check: that halves its start.
try
{
    var target = new Uri(args[0]);
    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
    socket.ReceiveTimeout = 1000 * int.Parse(args[1], CultureInfo.InvariantCulture);
    socket.Connect(target.Host, target.Port);
    if (target.Scheme == "tcp")
    {
        return 0;
    }

    socket.Send(Encoding.ASCII.GetBytes($"GET {target.PathAndQuery} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    var statusLine = new byte["HTTP/1.1 2".Length];
    for (var read = 0; read < statusLine.Length;)
    {
        var count = socket.Receive(statusLine, read, statusLine.Length - read, SocketFlags.None);
        read += count > 0 ? count : throw new IOException("The connection was closed without an answer.");
    }

    return statusLine[statusLine.Length - 1] == '2' ? 0 : 1;
}
catch (Exception e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

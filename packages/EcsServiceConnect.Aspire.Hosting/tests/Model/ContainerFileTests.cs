using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CsCheck;
using EcsServiceConnect.Hosting.Model;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Tests.Model;

/// <summary>Files that the model puts into containers.</summary>
public sealed class ContainerFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_mounted_is_carried_and_its_neighbours_in_the_image_stay(bool isReadOnly)
    {
        var source = Written("prometheus.yml", "scrape_configs: []\n");

        var folder = Assert.Single(await FoldersAsync(b => b.AddThing("thing").WithBindMount(source, "/etc/prometheus/prometheus.yml", isReadOnly)));

        Assert.Equal(("/etc/prometheus", false), (folder.Path, folder.IsReadOnly));
        Assert.Empty(folder.Replaced);
        var file = Assert.Single(folder.Files);
        Assert.Equal(("/etc/prometheus/prometheus.yml", "scrape_configs: []\n", (UnixFileMode)0b110_100_100, new EcsFileOwner(0, 0)), (file.Path, Text(file), file.Mode, file.Owner));
    }

    [Fact]
    public async Task A_folder_that_is_only_read_takes_the_place_of_the_images()
    {
        Written("grafana/provisioning/a.yml", "a");
        Written("grafana/grafana.ini", "b");

        var folder = Assert.Single(await FoldersAsync(b => b.AddThing("thing").WithBindMount(Path.Combine(_folder.Path, "grafana"), "/etc/grafana/", isReadOnly: true)));

        Assert.Equal(("/etc/grafana", true), (folder.Path, folder.IsReadOnly));
        Assert.Equal(["/etc/grafana"], folder.Replaced);
        Assert.Equal(["/etc/grafana/grafana.ini", "/etc/grafana/provisioning/a.yml"], folder.Files.Select(f => f.Path));
    }

    [Fact]
    public async Task Init_files_are_content_however_they_are_given()
    {
        var script = Written("init/01.sh", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        foreach (var model in new Action<IResourceBuilder<PostgresServerResource>>[]
        {
            db => db.WithInitFiles(Path.Combine(_folder.Path, "init")),
            db => db.WithInitFiles(script),
            db => db.WithBindMount(Path.Combine(_folder.Path, "init"), "/docker-entrypoint-initdb.d"),
        })
        {
            var folder = Assert.Single(await FoldersAsync(b => model(b.AddPostgres("thing"))));
            var file = Assert.Single(folder.Files);
            Assert.Equal(("/docker-entrypoint-initdb.d", "/docker-entrypoint-initdb.d/01.sh", (UnixFileMode)0b111_101_101), (folder.Path, file.Path, file.Mode));
            Assert.Empty(folder.Replaced);
        }
    }

    [Fact]
    public async Task What_a_callback_makes_has_the_owners_and_modes_that_it_says()
    {
        var folders = await FoldersAsync(b => b.AddThing("thing").WithContainerFiles(
            "/",
            (context, _) => Task.FromResult<IEnumerable<ContainerFileSystemItem>>(
            [
                new ContainerDirectory
                {
                    Name = ".app",
                    Owner = 7,
                    Entries =
                    [
                        new ContainerFile { Name = "name", Contents = context.Model.Name },
                        new ContainerFile { Name = "run.sh", Contents = "true", Mode = (UnixFileMode)0b111_000_000, Group = 9 },
                    ],
                },
                new ContainerDirectory { Name = "empty" },
            ]),
            defaultOwner: 5,
            umask: UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute));

        Assert.Equal(["/.app", "/empty"], folders.Select(f => f.Path));
        Assert.Equal(
            [
                ("/.app", (UnixFileMode)0b111_111_000, new EcsFileOwner(7, 0)),
                ("/.app/name", (UnixFileMode)0b110_110_000, new EcsFileOwner(7, 0)),
                ("/.app/run.sh", (UnixFileMode)0b111_000_000, new EcsFileOwner(7, 9)),
                ("/empty", (UnixFileMode)0b111_111_000, new EcsFileOwner(5, 0)),
            ],
            folders.SelectMany(f => f.Files).Select(f => (f.Path, f.Mode, f.Owner)));
        Assert.Equal("thing", Text(folders[0].Files[1]));
    }

    [Fact]
    public async Task What_can_not_be_carried_is_refused_with_what_to_do()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "data")).FullName;
        var text = Written("text", "text");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(folder, "/data"), "use a volume: .WithVolume(\"thing-data\", \"/data\")", "isReadOnly: true");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(Path.Combine(folder, "none"), "/data"), "use a volume: .WithVolume(\"thing-data\", \"/data\")");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(Path.Combine(folder, "none"), "/data", isReadOnly: true), "there is no such file or folder");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount("/var/run/docker.sock", "/var/run/docker.sock"), "Fargate gives a task nothing of its machine");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(text, "/config.yaml"), "'thing' has /config.yaml in the folder /,");
        await RefusedAsync(b => b.AddThing("thing").WithVolume("data", "/data").WithBindMount(text, "/data/text"), "the volume 'data' at /data, and files of the AppHost in the same folder");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(Written("key.pem", "-----BEGIN RSA PRIVATE KEY-----\n"), "/keys/key.pem"), "/keys/key.pem with a private key in it");
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(Written("logo.png", "\0\0"), "/www/logo.png"), "/www/logo.png, which is no text", ".WithDockerfile(");
        await RefusedAsync(b => b.AddPostgres("thing").WithInitFiles(text).PublishAsRds(), "'thing' becomes RDS, which takes no files");
        await RefusedAsync(
            b => b.AddThing("thing").WithContainerFiles("/certificates", [new ContainerOpenSSLCertificateFile { Name = "ca.pem", Contents = "" }]),
            "The file /certificates/ca.pem of WithContainerFiles(\"/certificates\", …) of 'thing' is a ContainerOpenSSLCertificateFile");
        await RefusedAsync(
            b => b.AddThing("thing").WithContainerFiles("/etc/thing", (_, _) => throw new InvalidOperationException("It is Sunday.")),
            "WithContainerFiles(\"/etc/thing\", …) of 'thing' failed: It is Sunday.");
    }

    [Fact]
    public async Task Files_beyond_a_size_are_refused_with_the_size()
    {
        // What can't be compressed, so that the limit is of what is carried.
        var noise = new byte[90 * 1024];
        new Random(1).NextBytes(noise);
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(Written("noise", Convert.ToHexString(noise)), "/etc/thing/noise"), "/etc/thing/noise is 180 KiB, and a task definition has room for 40 KiB");
        Written("large/a", new string('a', 700 * 1024));
        Written("large/b", new string('b', 700 * 1024));
        await RefusedAsync(b => b.AddThing("thing").WithBindMount(Path.Combine(_folder.Path, "large"), "/etc/thing", isReadOnly: true), "the 2 files of ", "for /etc/thing are 1.4 MiB");
    }

    [Fact]
    public async Task A_secret_parameters_value_is_never_carried_in_plain_text()
    {
        await RefusedAsync(
            b =>
            {
                var password = b.AddParameter("db-password", new GenerateParameterDefault { MinLength = 22 }, secret: true);
                b.AddThing("thing").WithContainerFiles("/etc/thing", async (_, cancellationToken) =>
                    [new ContainerFile { Name = "login", Contents = $"password: {await password.Resource.GetValueAsync(cancellationToken)}" }]);
            },
            "The file /etc/thing/login of 'thing' has the value of the secret parameter 'db-password' in it");
    }

    [Fact]
    public async Task Files_and_folders_of_one_folder_are_mounted_once()
    {
        Written("provisioning/a.yml", "a");
        var ini = Written("grafana.ini", "b");

        var folder = Assert.Single(await FoldersAsync(b => b.AddThing("thing")
            .WithBindMount(Path.Combine(_folder.Path, "provisioning"), "/etc/grafana/provisioning", isReadOnly: true)
            .WithBindMount(ini, "/etc/grafana/grafana.ini")));

        Assert.Equal(("/etc/grafana", false), (folder.Path, folder.IsReadOnly));
        Assert.Equal(["/etc/grafana/provisioning"], folder.Replaced);
        Assert.Equal(2, folder.Files.Count);
    }

    [Fact]
    public void Every_file_is_in_one_folder_and_comes_out_of_the_archive_as_it_was()
    {
        string[] names = ["a", "b", "ö"];
        var path = Gen.Int[0, 2].Array[1, 4].Select(parts => "/" + string.Join('/', parts.Select(p => names[p])));
        var content = Gen.Byte[1, 255].Array[0, 40];
        Gen.Select(path, content).Array[1, 8].Sample(files =>
        {
            // A path is a file's or a folder's.
            var tree = new ContainerFileTree();
            var added = files.Select(f => ($"/in{f.Item1}", f.Item2)).DistinctBy(f => f.Item1).ToList();
            added.RemoveAll(f => added.Any(other => other != f && ContainerPath.Contains(f.Item1, other.Item1)));
            foreach (var (name, bytes) in added)
            {
                tree.Add(new EcsFile(name, bytes, (UnixFileMode)0b110_100_100, new EcsFileOwner(1, 2)));
            }

            var folders = tree.Folders();
            Assert.Equal(added.Count, folders.Sum(f => f.Files.Count));
            Assert.All(folders, f => Assert.DoesNotContain(folders, other => other != f && ContainerPath.Contains(other.Path, f.Path)));
            var packed = PackedFiles.Pack(folders);
            Assert.Equal(packed, PackedFiles.Pack(folders));
            using var archive = new TarReader(new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress));
            var found = new Dictionary<string, byte[]>();
            while (archive.GetNextEntry(copyData: true) is { } entry)
            {
                var slash = entry.Name.IndexOf('/', StringComparison.Ordinal);
                var folder = folders[int.Parse(entry.Name[..slash], System.Globalization.CultureInfo.InvariantCulture)];
                using var data = new MemoryStream();
                entry.DataStream?.CopyTo(data);
                found.Add(folder.Path + entry.Name[slash..], data.ToArray());
                Assert.Equal((1, 2), (entry.Uid, entry.Gid));
            }

            Assert.Equal(added.Select(f => f.Item1).Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
            Assert.All(added, f => Assert.Equal(f.Item2, found[f.Item1]));
        });
    }

    private static string Text(EcsFile file) => Encoding.UTF8.GetString(file.Content!.Value.Span);

    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<IReadOnlyList<EcsFileFolder>> FoldersAsync(Action<IDistributedApplicationBuilder> model) =>
        (await PublishedModel.ReadAsync(model)).Service("thing").FileFolders;

    private static async Task RefusedAsync(Action<IDistributedApplicationBuilder> model, params string[] parts)
    {
        var message = (await Assert.ThrowsAsync<DistributedApplicationException>(() => PublishedModel.ReadAsync(model))).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains("'thing'", message, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}

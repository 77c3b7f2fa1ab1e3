using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ImageStreams.ControlPlane;

/// <summary>The SQLite file: objects by resource and key, and the revision. Used by one thread at a time.</summary>
internal sealed class DatabaseFile : IDisposable
{
    private const int SchemaVersion = 1;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _upsert;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _setRevision;

    private DatabaseFile(SqliteConnection connection)
    {
        _connection = connection;
        _upsert = Command(
            "INSERT INTO objects(resource, namespace, name, revision, body) VALUES($resource, $namespace, $name, $revision, $body) "
            + "ON CONFLICT(resource, namespace, name) DO UPDATE SET revision = excluded.revision, body = excluded.body",
            "$resource", "$namespace", "$name", "$revision", "$body");
        _delete = Command("DELETE FROM objects WHERE resource = $resource AND namespace = $namespace AND name = $name", "$resource", "$namespace", "$name");
        _setRevision = Command("UPDATE store SET revision = $revision", "$revision");
    }

    /// <exception cref="StoreException">The file cannot be used; the message says why and what to do.</exception>
    public static DatabaseFile Open(ObjectStoreOptions options)
    {
        var path = Path.Combine(options.DataDirectory, "objects.db");
        try
        {
            Directory.CreateDirectory(options.DataDirectory);
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
            connection.Open();
            try
            {
                Prepare(connection, options);
                return new DatabaseFile(connection);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            throw new StoreException($"{path} is in use by another process: stop it, or choose another --data-dir", e);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"cannot open {path}: {e.Message}", e);
        }
    }

    public (long Revision, List<StoredObject> Objects) Load()
    {
        var objects = new List<StoredObject>();
        using var revision = Command("SELECT revision FROM store");
        using var select = Command("SELECT resource, namespace, name, revision, body FROM objects");
        using var rows = select.ExecuteReader();
        while (rows.Read())
        {
            var key = new StoreKey(rows.GetString(0), rows.GetString(1), rows.GetString(2));
            try
            {
                objects.Add(new StoredObject(key, rows.GetInt64(3), EncodedObject.Parse(rows.GetFieldValue<byte[]>(4))));
            }
            catch (System.Text.Json.JsonException e)
            {
                throw new StoreException($"the stored object {key} cannot be read: {e.Message}", e);
            }
        }

        return ((long)revision.ExecuteScalar()!, objects);
    }

    /// <summary>Writes all changes in one transaction: after it returns they are there, before that none is.</summary>
    public void Commit(IReadOnlyList<StoreChange> changes, long revision)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var change in changes)
        {
            Apply(change, transaction);
        }

        _setRevision.Transaction = transaction;
        _setRevision.Parameters[0].Value = revision;
        _setRevision.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        _upsert.Dispose();
        _delete.Dispose();
        _setRevision.Dispose();
        _connection.Dispose();
    }

    private static void Prepare(SqliteConnection connection, ObjectStoreOptions options)
    {
        // Exclusive: a second process on the same folder would hand out the same revisions.
        Execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, options.WaitForDisk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        var pageSize = (long)Execute(connection, "PRAGMA page_size")!;
        Execute(connection, $"PRAGMA max_page_count = {(options.MaxDatabaseBytes / pageSize).ToString(CultureInfo.InvariantCulture)}");
        var version = (long)Execute(connection, "PRAGMA user_version")!;
        if (version > SchemaVersion)
        {
            throw new StoreException($"{connection.DataSource} was written by a newer version of this program");
        }

        if (version < SchemaVersion)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, "CREATE TABLE store(revision INTEGER NOT NULL)");
            Execute(connection, "INSERT INTO store(revision) VALUES(0)");
            Execute(
                connection,
                "CREATE TABLE objects(resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, body BLOB NOT NULL, "
                + "UNIQUE(resource, namespace, name))");
            Execute(connection, $"PRAGMA user_version = {SchemaVersion}");
            transaction.Commit();
        }
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // only constants of this class come here
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private void Apply(StoreChange change, SqliteTransaction transaction)
    {
        var command = change.Kind == StoreChangeKind.Deleted ? _delete : _upsert;
        var key = change.Object.Key;
        command.Transaction = transaction;
        command.Parameters[0].Value = key.Resource;
        command.Parameters[1].Value = key.Namespace;
        command.Parameters[2].Value = key.Name;
        if (change.Kind != StoreChangeKind.Deleted)
        {
            command.Parameters[3].Value = change.Revision;
            command.Parameters[4].Value = change.Object.WholeArray;
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // only constants of this class come here
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }
}

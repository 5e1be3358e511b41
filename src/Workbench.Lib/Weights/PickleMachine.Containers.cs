namespace Workbench.Weights;

/// <content>Instructions that fill containers and make objects.</content>
internal sealed partial class PickleMachine
{
    private const int LongestName = 1024;

    private static PickleList ListOf(object?[] items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        return list;
    }

    private static PickleSet SetOf(object?[] items)
    {
        var set = new PickleSet();
        set.Items.AddRange(items);
        return set;
    }

    private PickleDictionary DictionaryOf(int mark)
    {
        var dictionary = new PickleDictionary();
        Fill(dictionary, PopItems(mark));
        return dictionary;
    }

    private void Append(int from)
    {
        var items = PopItems(from);
        Charge(16L * items.Length);
        var target = Peek() switch
        {
            PickleList list => list,
            PickleObject instance when _host.AllowsSubclasses => instance.Elements ??= new PickleList(),
            var other => throw Wrong(other, "a list"),
        };
        target.Items.AddRange(items);
    }

    private void SetItems(int from)
    {
        var items = PopItems(from);
        var target = Peek() switch
        {
            PickleDictionary dictionary => dictionary,
            PickleObject instance when _host.AllowsSubclasses => instance.Items ??= new PickleDictionary(),
            var other => throw Wrong(other, "a dictionary"),
        };
        Fill(target, items);
    }

    private void AddItems(int from)
    {
        var items = PopItems(from);
        Charge(16L * items.Length);
        if (Peek() is not PickleSet set)
            throw Wrong(Peek(), "a set");
        set.Items.AddRange(items);
    }

    private void Fill(PickleDictionary dictionary, object?[] items)
    {
        if (items.Length % 2 != 0)
            throw Error(CheckpointProblem.Malformed, $"{items.Length} keys and values are no pairs");
        for (var at = 0; at < items.Length; at += 2)
        {
            Charge(64);
            dictionary.Set(items[at], items[at + 1]);
        }
    }

    private void PushGlobal(string module, string name)
    {
        Push(Admitted(module, name), 128 + 4L * (module.Length + name.Length));
    }

    private PickleGlobal Admitted(string module, string name)
    {
        if (module.Length + name.Length > LongestName)
            throw Error(CheckpointProblem.Malformed, $"the name of a global has {module.Length + name.Length} characters");
        var global = new PickleGlobal(module, name);
        _host.Admit(global, Site);
        return global;
    }

    private void GlobalFromStack()
    {
        var name = Pop();
        var module = Pop();
        if (module is not string moduleText || name is not string nameText)
            throw Wrong(module is string ? name : module, "the name of a global");
        PushGlobal(moduleText, nameText);
    }

    private void Call(bool hasKeywords)
    {
        var keywords = hasKeywords ? Pop() : null;
        if (keywords is not null && keywords is not PickleDictionary)
            throw Wrong(keywords, "a dictionary of named arguments");
        if (Pop() is not PickleTuple arguments)
            throw Error(CheckpointProblem.WrongOperand, "a call needs a tuple of arguments");
        var callable = Pop();
        if (callable is not PickleGlobal global)
            throw Wrong(callable, "a global");
        // Named arguments stay visible as a last argument.
        PushCall(global, keywords is PickleDictionary { Count: > 0 } ? [.. arguments.Items, keywords] : arguments.Items);
    }

    private void PushCall(PickleGlobal global, object?[] arguments)
    {
        // A call may copy its arguments, and the memo can hand the same ones to many calls.
        foreach (var argument in arguments)
            Charge(argument switch { string text => 4L * text.Length, PickleList list => 64L * list.Items.Count, _ => 8 });
        Push(_host.Call(global, arguments, Site), 160);
    }

    private void Instance()
    {
        var module = _input.Line();
        var name = _input.Line();
        var arguments = PopItems(PopMark());
        PushCall(Admitted(module, name), arguments);
    }

    private void Object()
    {
        var items = PopItems(PopMark());
        if (items.Length == 0)
            throw Underflow();
        if (items[0] is not PickleGlobal global)
            throw Wrong(items[0], "a global");
        PushCall(global, items[1..]);
    }

    private void Build()
    {
        var state = Pop();
        switch (Peek())
        {
            case PickleObject instance:
                instance.State = state;
                break;
            case PickleDictionary dictionary:
                dictionary.State = state;
                break;
            case PickleTensor:
                break; // attributes that somebody hung on a tensor; its values are complete without them
            case var other:
                throw Wrong(other, "an object");
        }
    }

    private CheckpointFormatException Wrong(object? value, string expected) =>
        Error(CheckpointProblem.WrongOperand, $"an instruction meets {PickleHost.Describe(value)} where it needs {expected}");
}

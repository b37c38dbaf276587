namespace JitBot.Core.Policy;

/// <summary>The policy that counts now. It is replaced as a whole, so that every analysis sees one policy from its first rule to its last.</summary>
public sealed class PolicyInForce(PolicyDocument policy)
{
    private volatile PolicyDocument _current = policy;

    public PolicyDocument Current
    {
        get => _current;
        set => _current = value;
    }
}

namespace Workbench.Display;

public static partial class Figures
{
    /// <summary>Two pictures of one thing, one over the other, parted by a line that the reader moves.</summary>
    /// <remarks>Needs no script beyond one attribute, so any number works on a page; the line follows the arrow keys too. As a still both stand side by side.</remarks>
    /// <param name="before">Shown left of the line.</param>
    /// <param name="after">Shown right of the line; scaled to the size of the first.</param>
    /// <param name="beforeLabel">Name of the first.</param>
    /// <param name="afterLabel">Name of the second.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null says the sizes.</param>
    public static Figure Compare(Picture before, Picture after, string beforeLabel = "before", string afterLabel = "after", string title = "", string? caption = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var first = Visible(before);
        var second = after.Resize(first.Width, first.Height);
        return Figure.Create(
            title,
            caption ?? Sizes([before, after]),
            () => CompareHtml(first, second, beforeLabel, afterLabel),
            () => GridStill([first, second], [beforeLabel, afterLabel], 2),
            $"{beforeLabel} and {afterLabel}, {before.Width}×{before.Height}");
    }

    private static string CompareHtml(Picture before, Picture after, string beforeLabel, string afterLabel)
    {
        const string Label = "position:absolute;bottom:6px;padding:1px 6px;border-radius:4px;background:rgba(0,0,0,.6);color:#fff;font-size:12px;line-height:1.4;max-width:42%;box-sizing:border-box;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;pointer-events:none;";
        return $"""
            <div style="--cut:50%;position:relative;display:inline-block;max-width:100%;line-height:0">
            {Html.Image(before, beforeLabel)}
            {Html.Image(after, afterLabel, "position:absolute;left:0;top:0;width:100%;height:100%;clip-path:inset(0 0 0 var(--cut));")}
            <div style="position:absolute;top:0;bottom:0;left:var(--cut);width:2px;margin-left:-1px;background:#fff;box-shadow:0 0 3px #000;pointer-events:none"></div>
            <div style="position:absolute;top:50%;left:var(--cut);width:22px;height:22px;margin:-11px 0 0 -11px;border-radius:50%;background:#fff;color:#333;box-shadow:0 0 3px #000;font-size:14px;line-height:22px;text-align:center;pointer-events:none">↔</div>
            <span style="{Label}left:6px">{Html.Escape(beforeLabel)}</span><span style="{Label}right:6px">{Html.Escape(afterLabel)}</span>
            <input type="range" min="0" max="100" value="50" step="0.5" aria-label="{Html.Escape($"{beforeLabel} to {afterLabel}")}" oninput="this.parentNode.style.setProperty('--cut',this.value+'%')" style="position:absolute;left:0;top:0;width:100%;height:100%;margin:0;opacity:0;cursor:ew-resize">
            </div>
            """;
    }
}
